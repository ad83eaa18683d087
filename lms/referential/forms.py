"""What the pages send: one item of a draft, a contribution, a number of people."""

import re
from collections.abc import Iterable, Mapping

from werkzeug.datastructures import MultiDict

from lms.referential.rules import Attitude, Channel, Moment, Skill, code_of
from lms.referential.services.items import Part
from lms.referential.services.together import Words

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
LONGEST = 400


def read_line(text: str) -> str:
    """Return what was typed as one line, without what no keyboard types."""
    return " ".join(_CONTROL.sub(" ", text).split())[:LONGEST]


def _lines(text: str) -> tuple[str, ...]:
    found = (read_line(one) for one in text.splitlines()[:30])
    return tuple(dict.fromkeys(one for one in found if one))


def read_count(text: str) -> int:
    """Return a number of people; nothing typed is nobody, nonsense is too many to be accepted."""
    said = text.strip()
    if not said:
        return 0
    return int(said) if said.isdecimal() and len(said) < 4 else 9999  # noqa: PLR2004


def read_words(form: "Mapping[str, str]") -> Words:
    """Return a contribution."""
    return Words(
        moment=read_line(form.get("moment", "")),
        expects=read_line(form.get("expects", "")),
        feels=read_line(form.get("feels", "")),
        does=read_line(form.get("does", "")),
    )


def read_part(
    form: "MultiDict[str, str]", kind: str, code: str, taken: Iterable[str]
) -> Part | None:
    """Return one item of a draft under its code, or a code made from its name; None without name."""
    name = read_line(form.get("name", ""))[:200]
    if not name:
        return None
    own = read_line(code)[:60] or code_of(name, taken)
    if kind == "attitude":
        return Attitude(code=own, name=name, meaning=read_line(form.get("meaning", "")))
    if kind == "moment":
        return Moment(
            code=own,
            name=name,
            expectation=read_line(form.get("expectation", "")),
            emotion=read_line(form.get("emotion", "")),
            rituals=_lines(form.get("rituals", "")),
            clues=_lines(form.get("clues", "")),
        )
    moments = tuple(dict.fromkeys(read_line(one)[:60] for one in form.getlist("moments")))
    make = Channel if kind == "channel" else Skill
    return make(code=own, name=name, moments=moments)
