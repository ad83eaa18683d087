"""Words of authors become safe HTML."""

import re
from html.parser import HTMLParser

import pytest

from lms.core.markdown import plain, render, render_inline


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[go](javascript:alert(1))",
        "![x](javascript:alert(1))",
        "![x](https://elsewhere.example/spy.gif)",
        "<a href='data:text/html,x'>x</a>",
        '![a" onerror="alert(1)](x.png)',
        "[x](//elsewhere.example)<svg onload=alert(1)>",
    ],
)
def test_nothing_hostile_passes(hostile: str) -> None:
    for html in (render(hostile), render_inline(hostile)):
        reader = _Reader()
        reader.feed(html)
        assert not reader.tags - {"p", "a", "img"}
        assert not {name for name, _ in reader.attributes} - {
            "href",
            "src",
            "alt",
            "rel",
            "loading",
        }
        for name, value in reader.attributes:
            assert name not in {"href", "src"} or not value.startswith(
                ("javascript", "data", "http")
            )


def test_a_canary_tag_is_seen() -> None:
    reader = _Reader()
    reader.feed("<p><script>1</script></p>")
    assert reader.tags == {"p", "script"}


def test_files_get_their_address_and_unknown_ones_none() -> None:
    known = {"images/été.png": "/files/1/été.png"}
    html = render("![Le comptoir](images/été.png) ![x](autre.png)", lambda n: known.get(n, ""))
    assert 'src="/files/1/été.png"' in html
    assert html.endswith("x</p>")


def test_inline_words_hold_no_block_nor_link() -> None:
    assert render_inline("**Oui**, [ici](https://a.example)") == "<strong>Oui</strong>, ici"
    assert render_inline("un\n\ndeux") == "un<br>deux"


def test_headings_start_below_the_page_title() -> None:
    assert render("# Titre") == "<h2>Titre</h2>"


@pytest.mark.parametrize(
    ("written", "levels"),
    [
        ("### A\n\n### B", [2, 2]),
        ("# A\n\n#### B\n\n# C", [2, 3, 2]),
        ("### A\n\n## B\n\n### C", [2, 2, 3]),
    ],
)
def test_no_level_of_heading_is_skipped(written: str, levels: list[int]) -> None:
    assert [int(n) for n in re.findall(r"<h(\d)>", render(written))] == levels


def test_plain_text_has_no_mark() -> None:
    assert plain("**Un** [lien](https://a.example) & `code` <b>") == "Un lien & code <b>"
