"""Browsers told in three words."""

import pytest

from lms.accounts.rules.agents import agent_label, is_phone

CHROME = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36"
TABLET = CHROME.replace(" Mobile", "")
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"


@pytest.mark.parametrize(
    ("agent", "label", "phone"),
    [
        (CHROME, "Chrome, Android", True),
        (TABLET, "Chrome, Android", False),
        (IPHONE, "Safari, iPhone", True),
        (EDGE, "Edge, Windows", False),
        ("<script>alert(1)</script>", "", False),
        ("", "", False),
    ],
)
def test_a_device_is_recognised_and_never_quoted(agent, label, phone):
    assert (agent_label(agent), is_phone(agent)) == (label, phone)
