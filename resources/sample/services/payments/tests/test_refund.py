from datetime import date

from payments.refund import refund_allowed

DEFAULT_PAGE_SIZE = 3


def test_refund_window():
    assert refund_allowed(date(2026, 1, 1), date(2026, 1, 31))
