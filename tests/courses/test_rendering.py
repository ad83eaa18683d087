"""What authors write is shown safely, in the typography of its language."""

from html.parser import HTMLParser

import pytest

from lms.courses.rules.rendering import polish, render_markdown, said_all

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](&#106;avascript:alert(1))",
    "[a](data:text/html,<script>alert(1)</script>)",
    "[a](vbscript:x)",
    "![a](javascript:alert(1))",
    "![a](https://ailleurs.fr/pixel.gif)",
    '![a](x.png "\\" onload=\\"alert(1)")',
    '![" onerror="alert(1)](x.png)',
    "<svg/onload=alert(1)>",
    "<a href='x' onclick='alert(1)'>a</a>",
    "<iframe src=//ailleurs.fr></iframe>",
    "<style>*{display:none}</style>",
    "> [!SAY<script>]\n> a",
    "> [!SAY]\n> <b onmouseover=alert(1)>a</b>",
    "`<script>`\n\n```\n<script>alert(1)</script>\n```",
    "[a]: javascript:alert(1)\n[a]",
    "<javascript:alert(1)>",
    '[a](x.png?"><script>alert(1)</script>)',
]


def shown(words: str, language: str = "fr") -> str:
    return render_markdown(words, language=language, asset_url=lambda name: f"/files/1/{name}")


class _Found(HTMLParser):
    """The tags of a page, as a browser reads them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))


def faults(html: str) -> list[str]:
    """List what could run, load or lead elsewhere than said."""
    found = []
    for tag, attributes in _Found(html).tags:
        if tag in ("script", "iframe", "svg", "style", "object", "embed", "form", "b"):
            found.append(tag)
        found += [
            name for name in attributes if name.startswith("on") or name in ("style", "srcdoc")
        ]
        for name in ("href", "src"):
            address = attributes.get(name, "").lower()
            if address and not address.startswith(("/files/", "https://", "http://")):
                found.append(address)
            if name == "src" and address and not address.startswith("/files/"):
                found.append(address)
    return found


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_an_author_writes_runs(words: str) -> None:
    assert faults(shown(words)) == []


@pytest.mark.parametrize(
    "html",
    [
        "<script>a</script>",
        '<p onclick="a">',
        '<a href="javascript:a">',
        '<img src="https://a.fr/x">',
    ],
)
def test_the_check_sees_what_would_have_passed(html: str) -> None:
    assert faults(html)


def test_a_panel_says_what_it_is_in_its_language() -> None:
    assert 'class="is-say"' in shown("> [!SAY]\n> « Bonjour ! »")
    assert "À dire tel quel" in shown("> [!SAY]\n> Bonjour")
    assert "Say it as it is" in shown("> [!SAY]\n> Hello", "en")
    assert "[!INCONNU]" in shown("> [!INCONNU]\n> a")


def test_french_typography_touches_words_only() -> None:
    html = shown(
        "Vraiment ? « Oui ! » à 3 min : `a ? b`\n\n```\nc ? d\n```\n\n[lien](https://a.fr/?q=l'eau)"
    )
    assert "Vraiment\u202f?" in html
    assert "«\u202fOui\u202f!\u202f»" in html
    assert "<code>a ? b</code>" in html
    assert "c ? d" in html
    assert "l'eau" in html or "l%27eau" in html or "l&#39;eau" in html


def test_english_keeps_its_own_typography() -> None:
    assert "\u202f" not in shown("Really ? Yes !", "en")


def test_pictures_get_the_address_of_their_file() -> None:
    assert 'src="/files/1/media/a.webp"' in shown("![vue](media/a.webp)")


def test_polish_leaves_code_in_code_alone() -> None:
    assert polish("<pre><code>a ?</code></pre> b ?", "fr") == "<pre><code>a ?</code></pre> b\u202f?"


def test_the_plain_words_of_a_lesson_carry_its_typography():
    body = {
        "title": "Une porte s'ouvre",
        "takeaways": ["J'écoute jusqu'au bout"],
        "tries": [{"title": "Prêt ?", "hint": "D'ici midi"}],
        "steps": [
            {
                "title": "L'accueil",
                "blocks": [
                    {"kind": "text", "text": "Du Markdown : `a ? b : c`"},
                    {"nodes": [{"choices": [{"text": "J'attends", "goes_to": "fin"}]}]},
                ],
            }
        ],
    }
    told = said_all(body, "fr")
    assert told["title"] == "Une porte s’ouvre"
    assert told["takeaways"] == ["J’écoute jusqu’au bout"]
    assert told["tries"] == [{"title": "Prêt\u202f?", "hint": "D’ici midi"}]
    choices = told["steps"][0]["blocks"][1]["nodes"][0]["choices"]
    assert choices == [{"text": "J’attends", "goes_to": "fin"}]


def test_typography_spares_markdown_names_and_other_languages():
    block = {"text": "`a ? b : c`", "file": "l'image.png", "uid": "l'un"}
    assert said_all(block, "fr") == block
    assert said_all({"title": "The door's open ?"}, "en") == {"title": "The door's open ?"}
