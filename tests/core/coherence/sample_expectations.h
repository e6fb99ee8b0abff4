// What resources/sample contradicts, and what in it only looks like a contradiction. Lives in tests alone.
#pragma once

#include <array>
#include <string_view>

namespace skein::coherence {

/// A contradiction: the rule, and words that the quote or path of each side holds.
struct Expected {
    std::string_view kind;
    std::string_view rule;
    std::string_view pathA, quoteA;
    std::string_view pathB, quoteB;
};

inline constexpr std::array<Expected, 22> expectedContradictions{{
    {"number", "different-value", "docs/orders-api.md", "`DEFAULT_PAGE_SIZE` is 50", "services/orders/src/limits.ts",
     "DEFAULT_PAGE_SIZE = 20"},
    {"limit", "different-value", "docs/payments.md", "`MAX_CAPTURE_ATTEMPTS` is 6", "", "4"},
    {"limit", "different-value", "docs/ledger.md", "`LEDGER_MAX_POSTINGS` | 128", "services/ledger/include/ledger.h",
     "LEDGER_MAX_POSTINGS 64"},
    {"limit", "different-value", "services/orders/src/limits.ts", "MAX_CART_LINES = 50", "config/orders.yaml",
     "max_lines: 60"},
    {"limit", "different-value", "docs/payments.md", "at most 24", "schemas/payment.schema.json", "\"maximum\": 12"},
    {"unit", "different-value", "docs/payments.md", "`capture.timeout` | 5 s", "", "3"},
    {"unit", "different-value", "docs/risk.md", "60 %", "", "75"},
    {"unit", "different-value", "docs/ledger.md", "128 MiB", "config/ledger.toml", "64MiB"},
    {"unit", "different-value", "docs/webhooks.md", "5 minutes", "docs/operations.md",
     "`WEBHOOK_SIGNATURE_TTL` | 10 | min"},
    {"port", "different-value", "docs/operations.md", "port 8091", "", "8090"},
    {"switch", "different-value", "docs/operations.md", "`SETTLEMENT_ENABLED` is false", ".env",
     "SETTLEMENT_ENABLED=true"},
    {"text", "different-value", "docs/operations.md", "statement language", ".env", "STATEMENT_LANGUAGE=en"},
    {"version", "different-value", "README.md", "Python 3.9", "services/payments/pyproject.toml", ">=3.11"},
    {"presence", "presence-clash", "docs/payments.md", "`reason` parameter is required",
     "services/payments/payments/refund.py", "refund_payment"},
    {"presence", "presence-clash", "docs/orders-api.md", "must not be sent", "schemas/order.schema.json",
     "\"required\""},
    {"signature", "signature-mismatch", "docs/payments.md", "settle_batch(batch_id, currency)",
     "services/payments/payments/refund.py", "settle_batch"},
    {"signature", "signature-mismatch", "docs/orders-api.md", "shippingWindow", "services/orders/src/orders.ts",
     "placeOrder"},
    {"type", "type-clash", "docs/orders-api.md", "`total_cents` | string", "", "total_cents"},
    {"result", "return-clash", "docs/risk.md", "returns a boolean", "services/payments/payments/risk.py",
     "compute_risk"},
    {"enum", "enum-clash", "services/orders/src/order.ts", "OrderStatus", "db/001_orders.sql", "CHECK"},
    {"enum", "enum-clash", "docs/payments.md", "`wallet`", "schemas/payment.schema.json", "invoice"},
    {"renamed", "removed-but-defined", "docs/architecture.md", "was renamed to",
     "services/payments/payments/capture.py", "void_authorisation"},
}};

/// Two passages that a hasty reader would call a contradiction, and why they are none.
struct NearMiss {
    std::string_view why;
    std::string_view pathA, textA;
    std::string_view pathB, textB;
};

inline constexpr std::array<NearMiss, 36> nearMisses{{
    {"one duration in two units", ".env", "PAYMENTS_CAPTURE_TIMEOUT_MS=3000", "config/payments.yaml", "timeout: 3s"},
    {"the unit stands in another column", ".env", "PAYMENTS_CAPTURE_TIMEOUT_MS=3000", "docs/operations.md",
     "`PAYMENTS_CAPTURE_TIMEOUT_MS` | 3 | s"},
    {"seconds and milliseconds", "config/orders.yaml", "request_timeout: 2s", "docs/operations.md",
     "`client.request_timeout` | 2000 | ms"},
    {"milliseconds in a table", "config/ledger.toml", "flush_interval = \"2s\"", "docs/ledger.md", "2000 ms"},
    {"percent with and without a sign", ".env", "RISK_THRESHOLD_PERCENT=75", "config/payments.yaml", "threshold: 75%"},
    {"a product and a size", "services/ledger/include/ledger.h", "LEDGER_PAGE_BYTES (4 * 1024)", "docs/ledger.md",
     "4 KiB"},
    {"a product of a body limit", "services/payments/payments/limits.py", "WEBHOOK_BODY_LIMIT = 256 * 1024",
     "docs/payments.md", "256 KiB"},
    {"hours and a product of seconds", "services/payments/payments/limits.py", "IDEMPOTENCY_WINDOW = 24 * 60 * 60",
     "docs/payments.md", "24 hours"},
    {"seconds written out", "services/payments/payments/limits.py", "CAPTURE_BACKOFF_SECONDS = 2",
     "services/payments/README.md", "is 2 seconds"},
    {"thousands with a comma", "config/payments.yaml", "max_amount_cents: 500000", "docs/payments.md", "500,000"},
    {"client and server", "config/orders.yaml", "request_timeout: 2s", "config/orders.yaml", "request_timeout: 15s"},
    {"a limit in two components", "services/payments/payments/limits.py", "MAX_BATCH_SIZE = 200",
     "services/orders/src/limits.ts", "MAX_BATCH_SIZE = 100"},
    {"the README of the other component", "services/payments/payments/limits.py", "MAX_BATCH_SIZE = 200",
     "services/orders/README.md", "`MAX_BATCH_SIZE` is 100"},
    {"one name in two files of C", "services/ledger/src/ledger.c", "INITIAL_CAPACITY 32", "services/ledger/src/index.c",
     "INITIAL_CAPACITY 8"},
    {"variants chosen by the preprocessor", "services/ledger/include/ledger.h", "LEDGER_WRITE_BUFFER 4096",
     "services/ledger/include/ledger.h", "LEDGER_WRITE_BUFFER 65536"},
    {"a document about one variant", "services/ledger/include/ledger.h", "LEDGER_WRITE_BUFFER 4096", "docs/ledger.md",
     "64 KiB"},
    {"connecting from two clients", "services/payments/payments/webhook.py", "CONNECT_TIMEOUT = 1.5",
     "services/orders/src/payments_client.ts", "CONNECT_TIMEOUT_MS = 400"},
    {"a setting overrides a default in code", "services/orders/src/limits.ts", "DEFAULT_PAGE_SIZE = 20",
     "config/orders.yaml", "page_size: 25"},
    {"a default below its maximum", "services/orders/src/limits.ts", "DEFAULT_PAGE_SIZE = 20",
     "services/orders/src/limits.ts", "MAX_PAGE_SIZE = 200"},
    {"production has its own value", "config/payments.yaml", "max_connections: 20", "config/production.yaml",
     "max_connections: 80"},
    {"a sentence about production", "config/payments.yaml", "max_connections: 20", "docs/payments.md",
     "In production the setting `pool.max_connections` is 80"},
    {"tests have their own values", "config/payments.yaml", "port: 8082", "config/test.yaml", "port: 18082"},
    {"a constant of a test", "services/payments/payments/limits.py", "MAX_CAPTURE_ATTEMPTS = 4",
     "services/payments/tests/test_capture.py", "MAX_CAPTURE_ATTEMPTS = 1"},
    {"a development port", ".env", "PAYMENTS_PORT=8082", "README.md", "listens on port 9081"},
    {"a table of environments", "config/orders.yaml", "idle_timeout: 20m", "docs/operations.md", "| 60m | 30m | 10m |"},
    {"a port in staging", ".env", "ORDERS_PORT=8090", "docs/operations.md", "In staging `ORDERS_PORT` is 9090"},
    {"the changelog tells the past", ".env", "PAYMENTS_PORT=8082", "CHANGELOG.md", "listens on port 8080"},
    {"a list of former states", "services/orders/src/order.ts", "Returned = \"returned\"", "CHANGELOG.md",
     "is one of `draft`, `placed` or `paid`"},
    {"a decision that was not kept", "services/payments/payments/limits.py", "MAX_CAPTURE_ATTEMPTS = 4",
     "docs/decisions/0003-capture-retries.md", "`MAX_CAPTURE_ATTEMPTS` is 10"},
    {"how it was in the first version", "services/ledger/include/ledger.h", "LEDGER_MAX_POSTINGS 64", "docs/ledger.md",
     "`LEDGER_MAX_POSTINGS` was 32"},
    {"what would be possible", "services/orders/src/limits.ts", "MAX_CART_LINES = 50", "docs/architecture.md",
     "would let `MAX_CART_LINES` be 500"},
    {"a quoted log message", "services/payments/payments/limits.py", "MAX_CAPTURE_ATTEMPTS = 4",
     "services/payments/README.md", "\"MAX_CAPTURE_ATTEMPTS is 3\""},
    {"a condition", "services/payments/payments/refund.py", "REFUND_WINDOW = timedelta(days=30)",
     "services/payments/README.md", "`refund_window` is 60 days"},
    {"an example in a code block", "services/payments/payments/webhook.py", "MAX_REDIRECTS = 0", "docs/webhooks.md",
     "MAX_REDIRECTS = 5"},
    {"somebody else's documentation", "services/payments/payments/limits.py", "WEBHOOK_BODY_LIMIT = 256 * 1024",
     "docs/webhooks.md", "WEBHOOK_BODY_LIMIT is 1 MiB"},
    {"a field of the table and one of the message", "db/002_payments.sql", "reason TEXT", "docs/payments.md",
     "`reason` parameter is required"},
}};

}  // namespace skein::coherence
