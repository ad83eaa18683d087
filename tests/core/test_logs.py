"""Logs say what kind of thing happened and where in the code, never what anybody typed."""

import logging

import pytest
import structlog

from lms.core import logs

SECRET = "trois mots doux"


@pytest.fixture(autouse=True)
def _configured() -> None:
    logs.configure()


def check(secret: str) -> None:
    """Fail with the secret in a local value and in the message."""
    message = f"{secret} is not good"
    raise ValueError(message)


def failure() -> Exception:
    try:
        check(SECRET)
    except ValueError as error:
        return error
    raise AssertionError


def test_an_error_is_told_by_its_type_and_its_calls(capsys: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger().error("unexpected_error", endpoint="home.index", exc_info=failure())
    out, said = capsys.readouterr()
    assert out == ""
    assert "event=unexpected_error" in said
    assert "error=ValueError" in said
    assert "tests/core/test_logs.py" in said
    assert "check" in said
    assert SECRET not in said


def test_canary_the_default_of_the_library_tells_the_secret(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Planted: nothing configured, as it was."""
    structlog.reset_defaults()
    try:
        structlog.get_logger().error("unexpected_error", exc_info=failure())
        assert SECRET in "".join(capsys.readouterr())
    finally:
        logs.configure()


def test_what_flask_reports_itself_is_told_the_same_way(
    caplog: pytest.LogCaptureFixture,
) -> None:
    error = failure()
    given = (type(error), error, error.__traceback__)
    logging.getLogger("lms").error("Exception on %s", f"/in/{SECRET}", exc_info=given)
    assert caplog.text.count("ValueError") == 1
    assert SECRET not in caplog.text


def test_configuring_twice_says_everything_once(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure()
    structlog.get_logger().warning("mail_not_sent", state="failed")
    assert capsys.readouterr()[1].count("mail_not_sent") == 1
