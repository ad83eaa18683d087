"""Templates call functions and macros as Jinja does, only sooner."""

from typing import Any

import pytest
from flask import Flask
from jinja2 import pass_context, pass_environment
from jinja2.runtime import Context

from lms.core.pages import FoldingEnvironment, PlainCalls


@pass_context
def seen(context: Context, name: str) -> str:
    return str(context[name])


class Language:
    @pass_environment
    def __call__(self, environment: FoldingEnvironment) -> str:
        return environment.language


class Shop:
    def hello(self, *, name: str) -> str:
        return f"<{name}>"


CALLED = [
    ("{{ len(names) }}", "2"),
    ("{{ shop.hello(name='Ana') }}", "&lt;Ana&gt;"),
    ("{% for one in names %}{% set it = one %}{{ seen('it') }}{% endfor %}", "AnaBob"),
    ("{% block b %}{% set two = 'x' %}{{ seen('two') }}{% endblock %}", "x"),
    ("{{ language() }}", "fr"),
    ("{% macro m(a, b='!') %}<b>{{ a }}{{ b }}</b>{% endmacro %}{{ m('&') }}", "<b>&amp;!</b>"),
    (
        (
            "{% macro m() %}<b>{{ caller('&') }}</b>{% endmacro %}"
            "{% for one in names[:1] %}{% call(w) m() %}{{ one }}{{ w }}{% endcall %}{% endfor %}"
        ),
        "<b>Ana&amp;</b>",
    ),
    (
        (
            "{% macro m(a) %}<b>{{ a }}</b>{% endmacro %}"
            "{% autoescape false %}{{ m('&') ~ '<i>' }}{% endautoescape %}{{ m('') ~ '<i>' }}"
        ),
        "<b>&amp;</b><i><b></b>&lt;i&gt;",
    ),
]


@pytest.mark.parametrize("context", [Context, PlainCalls])
@pytest.mark.parametrize(("source", "drawn"), CALLED)
def test_a_template_calls_as_jinja_does(context: type[Context], source: str, drawn: str):
    given: dict[str, Any] = {"len": len, "shop": Shop(), "seen": seen, "language": Language()}
    found = FoldingEnvironment(Flask("pages"), autoescape=True)
    found.context_class = context
    assert found.from_string(source).render(names=["Ana", "Bob"], **given) == drawn


@pytest.mark.parametrize("context", [Context, PlainCalls])
def test_a_macro_escapes_where_it_is_called(context: type[Context]):
    plain = FoldingEnvironment(Flask("pages"), autoescape=False)
    plain.context_class = context
    source = (
        "{% macro m() %}<b>{% endmacro %}{% autoescape true %}{{ m() ~ '&' }}{% endautoescape %}"
    )
    assert plain.from_string(source).render() == "<b>&amp;"
