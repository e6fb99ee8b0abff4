/** The states of an order, in the order in which it usually passes through them. */
export enum OrderStatus {
  Draft = "draft",
  Placed = "placed",
  Paid = "paid",
  Shipped = "shipped",
  Cancelled = "cancelled",
  Returned = "returned",
}

export interface OrderLine {
  sku: string;
  quantity: number;
  comment?: string;
}

export interface Order {
  orderId: string;
  customerId: string;
  lines: OrderLine[];
  deliveryWindow: string;
  giftNote?: string;
  totalCents: number;
}
