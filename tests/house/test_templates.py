"""Templates hold nothing that the strict CSP refuses (kernel K16)."""

import pytest

from tests.house.template_lint import all_offences, offences


def test_no_template_holds_what_the_csp_refuses():
    assert all_offences() == []


@pytest.mark.parametrize(
    "bug",
    [
        '<a hx-on:click="go()">',
        '<a class="b" hx-on="click: go()">',
        '<a href="javascript:go()">',
        "<div hx-vals='js:{a: b()}'>",
        '<div hx-trigger="every 2s [document.hasFocus()]">',
        '<div\n  hx-trigger="click[ctrlKey]">',
        '<p class="a" style="width: 3%">',
        "<style>p { color: red }</style>",
        "<script>go()</script>",
        '<script type="module">go()</script>',
        '<button type="button" onclick="go()">',
        '<script src="https://cdn.example/htmx.js"></script>',
        "{{ text | safe }}",
        "<p>Yes \u2014 no</p>",
        "<p>{{ name }} : {{ value }}</p>",
        "<p>{% if value %} : {{ value }}{% endif %}</p>",
        "{{ ui.chip(name ~ ' : ' ~ value) }}",
    ],
)
def test_each_planted_offence_is_caught(bug: str):
    assert offences(bug)


@pytest.mark.parametrize(
    "fine",
    [
        '<div hx-trigger="every 2s" hx-get="{{ url_for(\'home.x\') }}">',
        '<script src="{{ asset(\'htmx.js\') }}" type="module"></script>',
        '<script type="application/json" id="data">{{ data | tojson }}</script>',
        '{# <p style="x"> is refused #}',
        '<svg xmlns="http://www.w3.org/2000/svg"><rect width="3"/></svg>',
        '<link rel="stylesheet" href="{{ asset(\'ui.css\') }}">',
        "{{ '<b>drawn here</b>' | safe }}",
        '<p class="lifestyle">on load = ready</p>',
    ],
)
def test_what_only_looks_like_it_passes(fine: str):
    assert offences(fine) == []


def test_a_mail_may_carry_its_style_but_no_script():
    assert offences("<style>p { color: red }</style>", mail=True) == []
    assert offences("<script>go()</script>", mail=True)
