"""What travels, and what does not."""

from datetime import UTC, date, datetime
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

import pytest

from lms.core import wire

ID = UUID("6f1c1f0e-6b9b-5d0a-9c55-6c6d7a1f2b10")


class Colour(StrEnum):
    RED = "red"


class Shape:
    one: UUID
    many: list[UUID]
    several: tuple[date, ...]
    maybe: UUID | None
    at: datetime
    share: Fraction
    colour: Colour
    n: int


VALUES = {
    "one": ID,
    "many": [ID],
    "several": (date(2026, 3, 1),),
    "maybe": None,
    "at": datetime(2026, 3, 1, 8, tzinfo=UTC),
    "share": Fraction(1, 3),
    "colour": Colour.RED,
    "n": 3,
}


def test_what_is_sent_is_what_arrives():
    assert wire.decode_all(Shape, wire.encode(VALUES)) == VALUES


@pytest.mark.parametrize("value", [object(), b"bytes", datetime(2026, 3, 1, 8)])  # noqa: DTZ001
def test_an_object_bytes_or_a_local_instant_cannot_travel(value):
    with pytest.raises(TypeError):
        wire.encode({"x": value})
