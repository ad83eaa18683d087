"""What the editor's forms say of a criterion, as grid files write it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from lms.core.errors import Invalid
from lms.core.i18n import LOCALES, _, language_name, locale, pair, spoken
from lms.labels.notices import level_name
from lms.labels.queries.figures import list_externals
from lms.labels.queries.grids import known_measures
from lms.labels.rules.faults import Fault, GridFaults
from lms.labels.rules.grid import (
    LEVELS,
    SUBJECTS,
    Decision,
    Direction,
    EvidenceType,
    Kind,
    MeasureKind,
    Scale,
)
from lms.labels.rules.lineage import Relation
from lms.labels.rules.numbers import plain_number, read_number
from lms.labels.rules.reading import criterion_from, criterion_plain
from lms.labels.views import words

MOST_DIGITS = 6
LONGEST_SHOWN = 40_000
"""Characters of a line, as its form was drawn from it."""
WORDED = ("title", "help")


@dataclass(frozen=True, slots=True)
class Typed:
    """A row as somebody sent it: kept or not, their words stay in its form."""

    uid: str
    plain: Mapping[str, Any]
    version: int
    shown: Mapping[str, Any]
    errors: Mapping[str, str] = field(default_factory=dict)
    message: str = ""
    theirs: Mapping[str, Any] = field(default_factory=dict)
    saved: bool = False
    is_brief: bool = False
    """Only the thresholds were in the form: the list of lines shows no more."""


def read_line(form: Any, locales: Iterable[str]) -> dict[str, Any]:
    """Return a whole line as its form says it; what is not written is absent or empty.

    Numbers stay as typed: reading them is the matter of the grid format, which says what is wrong.
    """
    named = list(locales)

    def text(name: str) -> str:
        return str(form.get(name, "")).strip()

    def whole(name: str) -> Any:
        said = text(name)
        return int(said) if said.isdecimal() and len(said) <= MOST_DIGITS else said or 0

    age = text("max_age_days")
    return {
        "code": text("code"),
        "title": {one: text(f"title.{one}") for one in named},
        "help": {one: text(f"help.{one}") for one in named},
        "kind": text("kind") or Kind.ACTION.value,
        "measure": {
            "kind": text("measure.kind") or MeasureKind.TYPED.value,
            "code": text("measure.code"),
            "source": text("measure.source"),
            "subject": text("measure.subject"),
        },
        "scale": text("scale") or Scale.YES_NO.value,
        "direction": text("direction") or Direction.UP.value,
        "thresholds": read_thresholds(form),
        "weight": text("weight") or 1,
        "knockouts": [one.value for one in LEVELS if one.value in form.getlist("knockouts")],
        "na": {
            "allowed": bool(form.get("na.allowed")),
            "when": {one: text(f"na.when.{one}") for one in named},
        },
        "evidence": {
            "types": [one.value for one in EvidenceType if one.value in form.getlist("types")],
            "max_age_days": whole("max_age_days") if age else None,
            "minimum": whole("minimum"),
        },
        "decision": {
            one.value: text(f"decision.{one.value}") or Decision.POINT.value for one in LEVELS
        },
        "n_min": whole("n_min"),
        "expectation": {
            "source": text("expectation.source"),
            "figure": text("expectation.figure"),
            "on": text("expectation.on") or None,
        },
    }


def read_thresholds(form: Any) -> dict[str, str]:
    """Return the thresholds of a line as typed, by level; an empty one is not asked."""
    said = {one.value: str(form.get(f"thresholds.{one.value}", "")).strip() for one in LEVELS}
    return {level: typed for level, typed in said.items() if typed}


def read_shown(sent: str) -> dict[str, Any]:
    """Return the line a form was drawn from; empty when it cannot be read."""
    try:
        found = json.loads(sent) if len(sent) <= LONGEST_SHOWN else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def write_shown(plain: Mapping[str, Any]) -> str:
    """Return a line for the hidden field of its form."""
    return json.dumps(plain, ensure_ascii=False, sort_keys=True)


def changed(said: Mapping[str, Any], shown: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that differ from what the form was drawn from, spelled as in grid files.

    Raises Invalid, by field, for what cannot be read. Words in languages the grid does not speak
    stay as they were.
    """
    whole = {**said, "uid": shown.get("uid", "")}
    for name in WORDED:
        whole[name] = {**shown.get(name, {}), **said[name]}
    try:
        now = criterion_plain(criterion_from(whole))
    except GridFaults as error:
        raise Invalid({one.path: one.words() for one in error.faults}) from None
    return {name: value for name, value in now.items() if value != shown.get(name)}


def others(shown: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Return the fields that somebody else wrote meanwhile, by name: the form still shows them before."""
    return [field_words(name) for name in now if name in shown and now[name] != shown[name]]


def by_line(faults: Iterable[Fault]) -> dict[int, list[Fault]]:
    """Return the faults of each line of a grid, by its place."""
    found: dict[int, list[Fault]] = {}
    for one in faults:
        if one.path.startswith("criteria["):
            place = one.path[len("criteria[") : one.path.index("]")]
            if place.isdecimal():
                found.setdefault(int(place), []).append(one)
    return found


def elsewhere(faults: Iterable[Fault]) -> list[Fault]:
    """Return the faults of the whole grid."""
    return [one for one in faults if not one.path.startswith("criteria[")]


def kinds() -> list[tuple[str, str]]:
    """Return the kinds of criteria."""
    return [("action", _("An action to show")), ("performance", _("A performance to reach"))]


def scales() -> list[tuple[str, str]]:
    """Return the scales of figures."""
    return [
        ("yes_no", _("Yes or no")),
        ("number", _("A number")),
        ("percent", _("A percentage")),
        ("points", _("Points, from -100 to 100")),
    ]


def directions() -> list[tuple[str, str]]:
    """Return which way may be better."""
    return [("up", _("Higher is better")), ("down", _("Lower is better"))]


def sources() -> list[tuple[str, str]]:
    """Return where figures come from."""
    return [
        ("typed", _("Typed in by the store, then by the auditor")),
        ("registry", _("Computed here")),
        ("imported", _("Imported from a file")),
    ]


def subjects() -> list[tuple[str, str]]:
    """Return what typed and imported figures may be about."""
    said = {
        "unit": _("the store"),
        "customers": _("clients"),
        "premises": _("premises"),
        "service": _("the service"),
        "visits": _("visits"),
        "suppliers": _("suppliers"),
    }
    return [("", _("Choose")), *((one, said[one]) for one in SUBJECTS)]


def evidence_types() -> list[tuple[str, str]]:
    """Return what may be shown."""
    return [(one.value, words.type_words(one.value)) for one in EvidenceType]


def decisions() -> list[tuple[str, str]]:
    """Return what may be compared with a threshold."""
    return [("point", _("The figure itself")), ("lower_bound_80", _("Its cautious bound"))]


def measures(current: str = "") -> list[tuple[str, str]]:
    """Return what may feed a label: computed here, then imported; ``current`` is always there."""
    known = [one.code for one in known_measures().values() if one.may_feed_label]
    found = {code: words.measure_words(code) for code in known}
    found |= {one.code: words.name_in(one.names, one.code) for one in list_externals()}
    found.setdefault(current, current)
    found.pop("", None)
    return [("", _("No measure")), *found.items()]


def typed_number(value: Any) -> str:
    """Return a threshold or a weight as one types it: "12,5" in French; words stay as they are."""
    said = str(value)
    bare = said.lstrip("-").replace(".", "", 1)
    return said.replace(".", ",") if bare.isdecimal() and locale() == "fr" else said


def relations() -> list[tuple[str, str]]:
    """Return how a line may follow from one of the year before."""
    return [(one.value, relation_words(one.value)) for one in Relation if one.value != "retired"]


def endings() -> list[tuple[str, str]]:
    """Return what may have become of a line that is gone."""
    return [
        ("retired", relation_words("retired")),
        ("split", relation_words("split")),
        ("merged", relation_words("merged")),
        ("reworded_not_equal", relation_words("reworded_not_equal")),
        ("found", _("as compared, by the words and figures")),
    ]


def tenure_of(extra: Mapping[int, Fraction]) -> str:
    """Return what is asked more by years held, as one types it: "1 : 5, 3 : 10"."""
    return ", ".join(f"{years} : {percent_of(share)}" for years, share in extra.items())


def tenure_from(typed: str) -> dict[str, int | str]:
    """Return what is asked more by years held, as grid files write it; Invalid when unreadable."""
    found: dict[str, int | str] = {}
    for part in typed.replace(";", ",").split(","):
        if not part.strip():
            continue
        years, _colon, share = part.partition(":")
        if not years.strip().isdecimal() or not share.strip():
            raise Invalid({"quota_by_tenure": _("Write years : percent, as in 1 : 5, 3 : 10.")})
        found[years.strip()] = share_of(share.strip())
    return found


@spoken
def relation_words(relation: str) -> str:
    """Return what became of a criterion."""
    said = {
        "equal": _("the same"),
        "tightened": _("raised"),
        "loosened": _("lowered"),
        "split": _("split"),
        "merged": _("merged"),
        "reworded_not_equal": _("reworded"),
        "new": _("new"),
        "retired": _("retired"),
    }
    return said.get(relation) or relation


def field_words(path: str) -> str:
    """Return the name of a field of a line: "thresholds.gold", "title.fr"."""
    name, _dot, last = path.partition(".")
    said = {
        "title": _("Title"),
        "help": _("Help"),
        "kind": _("Kind"),
        "measure": _("Where the figure comes from"),
        "scale": _("Scale"),
        "direction": _("Direction"),
        "thresholds": _("Threshold"),
        "weight": _("Weight"),
        "knockouts": _("Must be met"),
        "na": _("May not apply"),
        "evidence": _("Evidence"),
        "decision": _("What is compared"),
        "n_min": _("Fewest answers"),
        "expectation": _("The client's expectation"),
        "code": _("Code"),
        "quotas": _("Share asked"),
        "quota_by_tenure": _("By years held"),
        "na_limit": _("Limit of what does not apply"),
        "locales": _("Languages"),
    }
    named = said.get(name) or name
    if last in LEVELS:
        return f"{named}, {level_name(last)}"
    if name in WORDED and last:
        return f"{named}, {language_name(last)}"
    return named


def part_words(part: str) -> str:
    """Return the name of a part of a field: a level, a language, "minimum"."""
    said = {
        "kind": _("Source"),
        "code": _("Measure"),
        "source": _("Who gives it"),
        "subject": _("What it is about"),
        "allowed": _("May not apply"),
        "when": _("When it may not apply"),
        "types": _("Evidence taken"),
        "minimum": _("How many pieces"),
        "max_age_days": _("Oldest, in days"),
        "figure": _("Figure"),
        "on": _("Date"),
    }
    if part in LEVELS:
        return level_name(part)
    return said.get(part) or (language_name(part) if part in LOCALES else part)


def code_words(code: str) -> str:
    """Return what a code of grid files means; other words stay as they are."""
    known = dict([*kinds(), *scales(), *directions(), *sources(), *decisions(), *subjects()[1:]])
    known |= dict(evidence_types()) | {one.value: level_name(one.value) for one in LEVELS}
    return known.get(code) or code


def value_words(value: Any) -> str:
    """Return a value as grid files write it, for a person."""
    if value is None or value in ("", [], {}):
        return _("nothing")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(value_words(one) for one in value)
    if isinstance(value, Mapping):
        named = sorted(value.items(), key=lambda one: [*LEVELS, one[0]].index(one[0]))
        return ", ".join(pair(part_words(part), value_words(one)) for part, one in named)
    return code_words(str(value))


def percent_of(share: Fraction) -> str:
    """Return a share as the percentage one types: 75, or 66.67."""
    shown = plain_number(share * 100)
    return str(shown) if "/" not in str(shown) else f"{float(share * 100):.2f}"


def share_of(typed: str) -> int | str:
    """Return a typed percentage as the share grid files write; unreadable words stay as typed."""
    try:
        return plain_number(read_number(typed) / 100)
    except ValueError:
        return typed


@spoken
def action_words(action: str) -> str:
    """Return what was done to a grid."""
    said = {
        "start": _("Started"),
        "add": _("Added"),
        "write": _("A change"),
        "remove": _("Taken out"),
        "endorse": _("Submitted"),
        "publish": _("Published"),
    }
    return said.get(action) or action
