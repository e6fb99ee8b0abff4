limits.py
{"_type": "tag", "name": "CAPTURE_BACKOFF_SECONDS", "path": "services/payments/payments/limits.py", "pattern": "/^CAPTURE_BACKOFF_SECONDS = 2$/", "language": "Python", "line": 4, "kind": "variable", "access": "public", "roles": "def"}
{"_type": "tag", "name": "DEFAULT_CURRENCY", "path": "services/payments/payments/limits.py", "pattern": "/^DEFAULT_CURRENCY = \"EUR\"$/", "language": "Python", "line": 8, "kind": "variable", "access": "public", "roles": "def"}
{"_type": "tag", "name": "IDEMPOTENCY_WINDOW", "path": "services/payments/payments/limits.py", "pattern": "/^IDEMPOTENCY_WINDOW = 24 * 60 * 60$/", "language": "Python", "line": 5, "kind": "variable", "access": "public", "roles": "def"}
{"_type": "tag", "name": "MAX_BATCH_SIZE", "path": "services/payments/payments/limits.py", "pattern": "/^MAX_BATCH_SIZE = 200$/", "language": "Python", "line": 6, "kind": "variable", "access": "public", "roles": "def"}
{"_type": "tag", "name": "MAX_CAPTURE_ATTEMPTS", "path": "services/payments/payments/limits.py", "pattern": "/^MAX_CAPTURE_ATTEMPTS = 4$/", "language": "Python", "line": 3, "kind": "variable", "access": "public", "roles": "def"}
{"_type": "tag", "name": "WEBHOOK_BODY_LIMIT", "path": "services/payments/payments/limits.py", "pattern": "/^WEBHOOK_BODY_LIMIT = 256 * 1024$/", "language": "Python", "line": 7, "kind": "variable", "access": "public", "roles": "def"}

"""Fixed limits of the payments service. What operators may change is in config/payments.yaml."""

MAX_CAPTURE_ATTEMPTS = 4
CAPTURE_BACKOFF_SECONDS = 2
IDEMPOTENCY_WINDOW = 24 * 60 * 60
MAX_BATCH_SIZE = 200
WEBHOOK_BODY_LIMIT = 256 * 1024
DEFAULT_CURRENCY = "EUR"
