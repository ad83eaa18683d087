"""Rows made for tests, one function per thing, everything optional but what matters."""

from tests.factories.network import (
    make_brand,
    make_employer,
    make_link,
    make_mandate,
    make_membership,
    make_person,
    make_position,
    make_region,
    make_unit,
    make_wave,
    since,
)

__all__ = [
    "make_brand",
    "make_employer",
    "make_link",
    "make_mandate",
    "make_membership",
    "make_person",
    "make_position",
    "make_region",
    "make_unit",
    "make_wave",
    "since",
]
