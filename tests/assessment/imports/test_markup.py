"""Texts of other products become Markdown that says the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.assessment.imports.markup import escape, from_html, from_plain, to_text
from lms.core.markdown import plain, render

PRINTED = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn"]),
    max_size=60,
)


@given(PRINTED)
def test_escaped_text_reads_as_itself(text: str) -> None:
    assert plain(escape(" ".join(text.split()))) == " ".join(text.split())


@given(st.lists(PRINTED, max_size=4))
def test_lines_of_plain_text_stay_apart(lines: list[str]) -> None:
    kept = [" ".join(line.split()) for line in lines]
    assert plain(from_plain("\n".join(lines))) == " ".join(line for line in kept if line)


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>Un <b>mot </b>dit</p>", "Un **mot** dit"),
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("a<br>b", "a\\\nb"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul><p>d</p>", "- a\n    - b\n- c\n\nd"),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
        ("<a href='https://a.example/x'>ici</a>", "[ici](https://a.example/x)"),
        ("<a href='javascript:x'>ici</a>", "ici"),
        ("<img src='data:image/png;base64,x' alt='Un sourire'>", "Un sourire"),
        ("<img src='@@PLUGINFILE@@/a%20b.png' alt='x'>", "![x](a%20b.png)"),
        ("<pre>a  *b*\n c</pre>", "```\na  *b*\n c\n```"),
        ("<script>x</script><style>y</style>ok", "ok"),
        ("<i></i>vide", "vide"),
        ("<h1>Titre</h1>suite", "## Titre\n\nsuite"),
        ("&eacute;t&eacute; &lt;b&gt;", "été \\<b\\>"),
        ("<td>a</td><td>b</td>", "a \\| b"),
        ("<p>1. un</p>", "1\\. un"),
    ],
)
def test_html_becomes_markdown(html: str, markdown: str) -> None:
    assert from_html(html) == markdown


@given(st.text(st.sampled_from("<>/abp scrit=\"'&;#x1*_[]()`\n-"), max_size=80))
def test_any_html_is_harmless_and_never_fails(html: str) -> None:
    shown = render(from_html(html))
    assert "<script" not in shown


def test_words_to_compare_hold_no_markup() -> None:
    assert to_text("<p>Bon&nbsp;jour</p>") == "Bon jour"
    assert to_text("a < b") == "a < b"
