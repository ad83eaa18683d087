"""What a coach types: a card, the notes of a talk; and the act of the button pressed."""

from dataclasses import dataclass, replace
from typing import Any

from werkzeug.datastructures import MultiDict

from lms.core.ids import uuid_of
from lms.quotes.models import Draft
from lms.quotes.queries.findings import FIELDS
from lms.quotes.queries.looking import Look
from lms.quotes.rules.facets import DROP_ORDER, Facets
from lms.quotes.rules.mending import mend
from lms.quotes.services.drafting import Card

LONGEST_NOTES = 4000
"""Characters of what happened and of private notes."""

Form = MultiDict[str, str]


@dataclass(frozen=True, slots=True)
class Press:
    """The button pressed: its act, and what it acts on ("fix:KEY" -> fix, KEY)."""

    act: str
    on: str

    @classmethod
    def read(cls, form: Form) -> "Press":
        """Return the act of a form; "keep" when no button says more."""
        act, _colon, on = form.get("act", "keep").partition(":")
        return cls(act, on)


def words_of(form: Form, name: str) -> str:
    """Return a field's words with plain line ends."""
    return form.get(name, "").replace("\r\n", "\n")


def read_card(form: Form) -> Card:
    """Return the card a form holds; what cannot be read counts as not chosen."""
    return Card(
        title=words_of(form, "title"),
        situation=words_of(form, "situation"),
        say=words_of(form, "say"),
        gesture=words_of(form, "gesture"),
        theme_uid=uuid_of(form.get("theme_uid", "")),
        moment_uid=uuid_of(form.get("moment_uid", "")),
        channel=form.get("channel") or None,
        level=form.get("level") or None,
    )


def card_of(draft: Draft) -> Card:
    """Return the card a draft holds."""
    return Card(
        title=draft.title,
        situation=draft.situation,
        say=draft.say,
        gesture=draft.gesture,
        theme_uid=draft.theme_uid,
        moment_uid=draft.moment_uid,
        channel=draft.channel,
        level=draft.level,
    )


def texts_in(card: Card) -> dict[str, str]:
    """Return the words of a card, by field."""
    return {name: getattr(card, name) for name in FIELDS}


def facets_in(card: Card) -> Facets:
    """Return the facets a card asks for."""
    return Facets(card.theme_uid, card.moment_uid, card.channel, card.level)


def pressed(card: Card, press: Press, seen: Look) -> tuple[Card, str]:
    """Return the card after a one-tap change, and the field it touched ("" for none)."""
    if press.act == "drop" and press.on in DROP_ORDER:
        return replace(card, **_given(press.on, None)), press.on
    if press.act == "fix":
        found = next((one for one in seen.findings if one.key == press.on), None)
        if found is not None:
            words = mend(getattr(card, found.field), found.start, found.end, found.suggestion)
            return replace(card, **_given(found.field, words)), found.field
    return card, ""


def _given(name: str, value: str | None) -> dict[str, Any]:
    return {name: value}


@dataclass(frozen=True, slots=True)
class Talk:
    """The fields of the guided interview."""

    happened: str
    notes: str
    situation: str
    say: str
    gesture: str

    @classmethod
    def read(cls, form: Form) -> "Talk":
        """Return what was typed during a talk."""
        return cls(
            *(words_of(form, n) for n in ("happened", "notes", "situation", "say", "gesture"))
        )

    def texts(self) -> dict[str, str]:
        """Return the words that will be the card."""
        return {"situation": self.situation, "say": self.say, "gesture": self.gesture}

    def fixed(self, press: Press, seen: Look) -> tuple["Talk", str]:
        """Return the talk after a one-tap replacement, and the field it touched."""
        found = next((one for one in seen.findings if one.key == press.on), None)
        if press.act != "fix" or found is None:
            return self, ""
        words = mend(getattr(self, found.field), found.start, found.end, found.suggestion)
        return replace(self, **{found.field: words}), found.field
