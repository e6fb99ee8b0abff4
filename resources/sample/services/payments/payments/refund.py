"""Refunds and the nightly settlement."""

from __future__ import annotations

from datetime import date, timedelta

from payments.limits import MAX_BATCH_SIZE

REFUND_WINDOW = timedelta(days=30)


def refund_payment(payment_id: str, amount_cents: int, reason: str | None = None) -> str:
    """Sends money back. Without a reason the refund is booked as goodwill."""
    return f"refund-{payment_id}-{amount_cents}-{reason or 'goodwill'}"


def refund_allowed(captured_on: date, today: date) -> bool:
    """Whether a refund may still be requested by the customer."""
    return today - captured_on <= REFUND_WINDOW


def settle_batch(batch_id: str, currency: str, cutoff: date, limit: int = MAX_BATCH_SIZE) -> int:
    """Settles the captures of one currency up to a day; returns how many were settled."""
    del batch_id, currency, cutoff
    return limit
