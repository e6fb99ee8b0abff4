limits.py
"""Fixed limits of the payments service. What operators may change is in config/payments.yaml."""

MAX_CAPTURE_ATTEMPTS = 4
CAPTURE_BACKOFF_SECONDS = 2
IDEMPOTENCY_WINDOW = 24 * 60 * 60
MAX_BATCH_SIZE = 200
WEBHOOK_BODY_LIMIT = 256 * 1024
DEFAULT_CURRENCY = "EUR"
