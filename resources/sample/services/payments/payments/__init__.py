"""Payments: authorisation, capture, refunds."""
