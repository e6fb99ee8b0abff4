-- Payments, refunds and the outbox for webhooks.
CREATE TABLE payments (
  payment_id TEXT PRIMARY KEY,
  order_id TEXT NOT NULL,
  amount_cents INTEGER NOT NULL,
  state TEXT NOT NULL DEFAULT 'authorised' CHECK (state IN ('authorised', 'captured', 'refunded', 'failed'))
);

CREATE TABLE refunds (
  refund_id TEXT PRIMARY KEY,
  payment_id TEXT NOT NULL,
  amount_cents INTEGER NOT NULL,
  reason TEXT
);
