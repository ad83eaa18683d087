"""Shapes of what people send to the network's pages; an unknown field is simply not read."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from wtforms import BooleanField, Form, SelectMultipleField, StringField, TextAreaField
from wtforms.fields import Field
from wtforms.validators import AnyOf, DataRequired, Length, Optional, Regexp, ValidationError
from wtforms.widgets import DateInput, TextInput

from lms.core.access import Capability
from lms.core.i18n import _, _l
from lms.network.rules import (
    CHANNELS,
    DEFAULT_ZONE,
    IMPORT_KINDS,
    NETWORK_MANDATES,
    REGION_MANDATES,
    UNIT_KINDS,
    UNIT_MANDATES,
)

_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
NAME = 120
FIRST_DAY = date(1950, 1, 1)
LAST_DAY = date(2100, 1, 1)


def tidy(text: str | None) -> str:
    """Return ``text`` on one line, without control signs nor spaces around."""
    return " ".join(_CONTROL.sub(" ", text or "").split())


class IdField(Field):
    """An identifier; anything else counts as nothing."""

    widget = TextInput()
    data: UUID | None = None

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Keep a well-formed identifier, else None; absent, keep the default."""
        if not valuelist:
            return
        try:
            self.data = UUID(valuelist[0])
        except (TypeError, ValueError):
            self.data = None

    def _value(self) -> str:
        return str(self.data) if self.data else ""


class DayField(Field):
    """A day, as browsers send it: 2026-03-12."""

    widget = DateInput()
    data: date | None = None
    typed: str = ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the day; raises ValueError for one that does not exist; absent, keep the default."""
        if not valuelist:
            return
        self.typed = valuelist[0]
        self.data = None
        if not self.typed.strip():
            return
        try:
            found = date.fromisoformat(self.typed.strip())
        except ValueError:
            raise ValueError(_("This day does not exist.")) from None
        if not FIRST_DAY <= found <= LAST_DAY:
            raise ValueError(_("This day is too far away."))
        self.data = found

    def _value(self) -> str:
        return self.data.isoformat() if self.data else self.typed


class Shape(Form):
    """Parent of the network's forms."""

    def problems(self) -> dict[str, str]:
        """Return the first message of each wrong field."""
        return {name: str(field.errors[0]) for name, field in self._fields.items() if field.errors}

    def refuse(self, errors: Mapping[str, str]) -> None:
        """Add what a command refused to the fields concerned, or to the whole form."""
        for name, words in errors.items():
            if name in self:
                self[name].errors = [*self[name].errors, words]
            else:
                self.form_errors.append(words)


def _required(words: Any) -> DataRequired:
    return DataRequired(words)


def _words(label: Any, *checks: Any, longest: int = NAME, **extra: Any) -> StringField:
    length = Length(max=longest, message=_l("This is too long."))
    return StringField(label, [*checks, length], filters=[tidy], **extra)


def _one_of(label: Any, values: Iterable[str], **extra: Any) -> StringField:
    """Take one of ``values``; their words are the page's business."""
    known = [str(value) for value in values]
    return StringField(label, [AnyOf(known, _l("Choose one of the list."))], **extra)


class PersonForm(Shape):
    """Names, number and e-mail of a person."""

    given_name = _words(_l("Given name"), _required(_l("Write the given name.")))
    family_name = _words(_l("Family name"), _required(_l("Write the family name.")))
    external_id = _words(
        _l("Employee number"),
        longest=40,
        description=_l("The key of imports, and one way to sign in."),
    )
    email = _words(
        _l("E-mail"),
        Optional(),
        Regexp(r"[^@\s]+@[^@\s]+\.[^@\s]+$", message=_l("This address is not complete.")),
        longest=200,
        description=_l("Leave it empty when they have none: an entry slip is enough."),
    )


class JobForm(Shape):
    """A unit, a position, a day."""

    q = _words(_l("Find a store"), longest=60)
    unit = IdField(_l("Store"), [_required(_l("Choose a store."))])
    position = IdField(_l("Position"), [_required(_l("Choose a position."))])
    on = DayField(_l("From"), [_required(_l("Choose a day."))])


class HireForm(PersonForm, JobForm):
    """Somebody new, and their first job."""


class DayForm(Shape):
    """The first day of the new state."""

    on = DayField(_l("First day"), [_required(_l("Choose a day."))])


class MandateForm(Shape):
    """A role over a unit, a region or everything."""

    kind = _one_of(_l("Mandate"), (*UNIT_MANDATES, *REGION_MANDATES, *NETWORK_MANDATES))
    q = _words(_l("Find a store"), longest=60)
    unit = IdField(_l("Store"), [Optional()])
    region = IdField(_l("Region"), [Optional()])
    on = DayField(_l("From"), [_required(_l("Choose a day."))])
    until = DayField(
        _l("Until"), [Optional()], description=_l("First day without it; empty when open.")
    )
    backup = _words(
        _l("Backup"),
        longest=40,
        description=_l("Employee number of who coaches when they are away."),
    )


class UnitForm(Shape):
    """What describes a unit."""

    code = _words(
        _l("Code"), _required(_l("Give the unit a code: imports know it by it.")), longest=40
    )
    name = _words(_l("Name"), _required(_l("Give the unit a name.")))
    zone = _words(_l("Time zone"), longest=60, default=DEFAULT_ZONE)
    city = _words(_l("Town"))
    postcode = _words(_l("Postcode"), longest=12)
    channels = SelectMultipleField(_l("Channels"), validate_choice=False)
    unit_format = _words(_l("Format"), longest=60)

    def validate_channels(self, field: Field) -> None:
        """Refuse a channel that is not in the list."""
        if not set(field.data or ()) <= set(CHANNELS):
            raise ValidationError(_("Choose channels in the list."))


class OpenUnitForm(UnitForm):
    """A new unit and what it belongs to."""

    kind = _one_of(_l("Kind"), UNIT_KINDS)
    on = DayField(_l("Opens on"), [_required(_l("Choose a day."))])
    region = IdField(_l("Region"), [Optional()])
    brand = IdField(_l("Brand"), [Optional()])
    employer = IdField(_l("Employer"), [Optional()])


class LinkForm(Shape):
    """Another region, brand or employer of a unit."""

    what = _one_of(_l("What changes"), ("region", "brand", "employer"))
    target = IdField(_l("New one"), [Optional()])
    on = DayField(_l("From"), [_required(_l("Choose a day."))])


class RegionForm(Shape):
    """A region and what it is under."""

    code = _words(_l("Code"), _required(_l("Give the region a code of its own.")), longest=40)
    name = _words(_l("Name"), _required(_l("Give the region a name.")))
    parent = IdField(_l("Under"), [Optional()])
    on = DayField(_l("From"), [_required(_l("Choose a day."))])


class MoveRegionForm(Shape):
    """What a region is under from a day."""

    parent = IdField(_l("Under"), [Optional()])
    on = DayField(_l("From"), [_required(_l("Choose a day."))])


class AgreementForm(Shape):
    """Whose names open to whom, from when, on what signed text and for what."""

    employer = IdField(_l("Whose people"), [_required(_l("Choose an employer."))])
    reader = IdField(_l("Who may read their names"), [_required(_l("Choose an employer."))])
    on = DayField(_l("From"), [_required(_l("Choose a day."))])
    until = DayField(_l("Until, if it ends"), [Optional()])
    reference = _words(
        _l("Where the signed text is kept"),
        _required(_l("Say where the signed text is kept.")),
        longest=200,
    )
    reason = _words(
        _l("What for"), _required(_l("Say why: both employers can read it.")), longest=300
    )


class EndAgreementForm(Shape):
    """From when an agreement no longer holds, and why."""

    on = DayField(_l("First day without it"), [_required(_l("Choose a day."))])
    reason = _words(_l("Why"), _required(_l("Say why: both employers can read it.")), longest=300)


class ImportForm(Shape):
    """A file or a pasted block, and what it says."""

    kind = _one_of(_l("What the file holds"), IMPORT_KINDS, default="people")
    block = TextAreaField(
        _l("Or a block pasted from a spreadsheet, titles included"),
        [Length(max=2_000_000, message=_l("This is too long."))],
    )
    complete = BooleanField(
        _l("The file names everybody: those who are not in it have left"),
        description=_l("Leave it unticked for a few lines."),
    )
    as_of = DayField(_l("Moves and departures count from"))


class WaveForm(Shape):
    """A capability lit or darkened."""

    capability = _one_of(_l("Capability"), Capability)
    act = _one_of(_l("What happens"), ("light", "darken"))
    region = IdField(_l("Region"), [Optional()])
    on = DayField(_l("From"), [_required(_l("Choose a day."))])
    until = DayField(_l("Until"), [Optional()], description=_l("First day without it."))
