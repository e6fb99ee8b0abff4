import { placeOrder } from "../src/orders";

const MAX_CART_LINES = 2;

test("places an order", () => {
  expect(placeOrder("c-1", [{ sku: "a", quantity: MAX_CART_LINES }], "morning").customerId).toBe("c-1");
});
