from payments.capture import capture_payment

MAX_CAPTURE_ATTEMPTS = 1
CAPTURE_BACKOFF_SECONDS = 0


def test_capture_is_repeatable():
    assert capture_payment("pay-1", 100) == capture_payment("pay-1", 100)
