"""The draft as its page sends it: numbered items, blank ones left out."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from werkzeug.datastructures import MultiDict

from lms.referential import rules
from lms.referential.rules import Content, code_of

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
LONGEST = 400
MOST_ITEMS = 60
"""Far beyond any referential; what follows is not read."""


def _line(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())[:LONGEST]


def _lines(text: str) -> tuple[str, ...]:
    found = (_line(one) for one in text.splitlines()[:30])
    return tuple(dict.fromkeys(one for one in found if one))


def read_content(form: "MultiDict[str, str]", language: str) -> Content:
    """Return the content that a draft's page sent; an item without name is left out."""
    return Content(
        language=language,
        promise=_line(form.get("promise", "")),
        attitudes=_items(form, "attitude", _attitude),
        moments=_items(form, "moment", _moment),
        channels=_items(form, "channel", _channel),
        skills=_items(form, "skill", _skill),
    )


def _items(
    form: "MultiDict[str, str]",
    what: str,
    make: Callable[["MultiDict[str, str]", str, str, str], Any],
) -> tuple[Any, ...]:
    made: list[Any] = []
    for place in _places(form, what):
        prefix = f"{what}-{place}"
        name = _line(form.get(f"{prefix}-name", ""))
        if not name:
            continue
        code = _line(form.get(f"{prefix}-code", ""))[:60]
        made.append(make(form, prefix, code or code_of(name, (one.code for one in made)), name))
    return tuple(made)


def _places(form: "MultiDict[str, str]", what: str) -> Iterable[int]:
    pattern = re.compile(rf"{what}-(\d{{1,3}})-name")
    places = (int(found[1]) for key in form if (found := pattern.fullmatch(key)))
    return sorted(places)[:MOST_ITEMS]


def _attitude(form: "MultiDict[str, str]", prefix: str, code: str, name: str) -> rules.Attitude:
    return rules.Attitude(code=code, name=name, meaning=_line(form.get(f"{prefix}-meaning", "")))


def _moment(form: "MultiDict[str, str]", prefix: str, code: str, name: str) -> rules.Moment:
    return rules.Moment(
        code=code,
        name=name,
        expectation=_line(form.get(f"{prefix}-expectation", "")),
        emotion=_line(form.get(f"{prefix}-emotion", "")),
        rituals=_lines(form.get(f"{prefix}-rituals", "")),
        clues=_lines(form.get(f"{prefix}-clues", "")),
    )


def _channel(form: "MultiDict[str, str]", prefix: str, code: str, name: str) -> rules.Channel:
    return rules.Channel(code=code, name=name, moments=_codes(form, prefix))


def _skill(form: "MultiDict[str, str]", prefix: str, code: str, name: str) -> rules.Skill:
    return rules.Skill(code=code, name=name, moments=_codes(form, prefix))


def _codes(form: "MultiDict[str, str]", prefix: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_line(one)[:60] for one in form.getlist(f"{prefix}-moments")))
