import { MAX_CART_LINES } from "./limits";
import { Order, OrderLine } from "./order";

/** Places an order and reserves the money for it. */
export function placeOrder(customerId: string, lines: OrderLine[], deliveryWindow: string, giftNote?: string): Order {
  if (lines.length > MAX_CART_LINES) throw new Error("too many lines");
  return { orderId: "new", customerId, lines, deliveryWindow, giftNote, totalCents: 0 };
}

/** Cancels an order that has not been shipped. */
export function cancelOrder(orderId: string, reason: string = "customer"): boolean {
  return orderId.length > 0 && reason.length > 0;
}

/** Orders of a customer, newest first. */
export function listOrders(customerId: string, page: number = 1): Order[] {
  return customerId && page > 0 ? [] : [];
}
