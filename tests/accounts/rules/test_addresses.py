"""T13: nobody is sent away from the site by a target of their own."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.accounts.rules import safe_next

SITE = "https://comptoir.example"

HOSTILE = [
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "//evil.example/",
    "//evil.example%2f..",
    "//evil.example/%2e%2e",
    "/\\evil.example",
    "\\/evil.example",
    "\\\\evil.example",
    "/\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r/evil.example",
    "\t//evil.example",
    " //evil.example",
    "\x00//evil.example",
    "\x0b//evil.example",
    "/\x00/evil.example",
    "https://evil.example",
    "http://evil.example",
    "HTTPS://EVIL.EXAMPLE",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "https:\\\\evil.example",
    "http:evil.example",
    "ftp://evil.example",
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "java\tscript:alert(1)",
    "javascript://comptoir.example/%0aalert(1)",
    "/javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "mailto:a@evil.example",
    "@evil.example",
    "comptoir.example@evil.example",
    "https://comptoir.example@evil.example",
    "https://comptoir.example.evil.example",
    "//comptoir.example@evil.example",
    "/%2f/evil.example",
    "/%2F%2Fevil.example",
    "/%5cevil.example",
    "/%5C%5Cevil.example",
    "/%09/evil.example",
    "/%0d%0aLocation:%20https://evil.example",
    "/x\r\nSet-Cookie: a=b",
    "/%252f%252fevil.example",
    "/.//evil.example",
    "/..//evil.example",
    "/../..//evil.example",
    "/%2e%2e//evil.example",
    "/x/../../evil",
    "／／evil.example",
    "/／evil.example",
    "/\u2028/evil.example",
    "/\u200b/evil.example",
    "//ⓔvil.example",
    "/\u202eevil",
    "evil.example",
    "?next=//evil.example\\",
    "#//evil.example",
    "/<script>alert(1)</script>",
    '/"onmouseover=alert(1)',
    "/ /evil.example",
    "/;//evil.example",
    "http://[::1]/",
    "//[::ffff:127.0.0.1]/",
    "/" + "a" * 600,
]

FRIENDLY = [
    "/",
    "/profile",
    "/learn/4b0f8a3e-6b1c-4d7e-9a51-0d1b7d6f1a11/step",
    "/people?q=le+goff&page=2",
    "/people?q=le%20goff",
    "/help?from=/learn/x",
    "/report?unit=12#table",
    "/a-b_c.d~e/",
]


def leaves(target: str) -> bool:
    """Tell whether a browser at the site, sent to ``target``, ends elsewhere.

    Reads it as browsers do: tabs and line ends dropped, backslashes as slashes.
    """
    seen = "".join(c for c in target if c not in "\t\r\n").strip().replace("\\", "/")
    ends = urlsplit(urljoin(SITE + "/sign-in", seen))
    return (ends.scheme, ends.netloc) != ("https", "comptoir.example")


def test_the_corpus_has_sixty_payloads_and_more():
    assert len(set(HOSTILE)) >= 60


@pytest.mark.parametrize("target", HOSTILE)
def test_a_hostile_target_becomes_the_home_page(target):
    assert safe_next(target) == "/"


@pytest.mark.parametrize("target", FRIENDLY)
def test_a_page_of_ours_is_kept_as_it_is(target):
    assert safe_next(target) == target


@pytest.mark.parametrize("target", [None, ""])
def test_without_a_target_one_goes_home(target):
    assert safe_next(target) == "/"


@given(st.text(alphabet="/\\.%:@#?evil\t\r\n ab2fF5cC", max_size=24))
def test_whatever_is_written_nobody_leaves(target):
    assert not leaves(safe_next(target))


def test_canary_a_check_of_the_first_slash_lets_many_through():
    def careless(target: str) -> str:
        return target if target.startswith("/") else "/"

    assert sum(leaves(careless(target)) for target in HOSTILE) >= 10
