"""Risk scoring of a payment before it is authorised."""

from __future__ import annotations

from enum import Enum


class RiskLevel(Enum):
    """What the score means for the payment."""

    LOW = "low"
    ELEVATED = "elevated"
    BLOCKED = "blocked"


def compute_risk(customer_id: str, amount_cents: int, country: str = "DE") -> float:
    """A score between 0 and 1."""
    del customer_id, country
    return min(1.0, amount_cents / 1_000_000)


def risk_level(score: float, threshold: float = 0.75) -> RiskLevel:
    """The level of a score."""
    if score >= threshold:
        return RiskLevel.BLOCKED
    return RiskLevel.ELEVATED if score >= threshold / 2 else RiskLevel.LOW
