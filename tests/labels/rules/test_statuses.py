"""Lists of statuses: one bit per award and decision, found again from what credentials carry."""

import pytest

from lms.labels.rules.statuses import (
    OVER,
    REVOCATION,
    SMALLEST,
    SUSPENDED,
    SUSPENSION,
    Bit,
    bits_of,
    decoded,
    encoded,
    index_of,
    is_raised,
)


def raised(bits: bytes) -> set[int]:
    """Return the places whose bit is set."""
    return {n for n in range(len(bits) * 8) if is_raised(bits, n)}


@pytest.mark.parametrize("status", sorted(OVER))
def test_what_is_over_is_revoked(status: str):
    assert raised(bits_of([Bit(3, status, 0)], REVOCATION)) == {index_of(3, 0)}
    assert raised(bits_of([Bit(3, status, 0)], SUSPENSION)) == set()


def test_a_suspension_is_no_revocation():
    assert raised(bits_of([Bit(1, SUSPENDED, 1)], SUSPENSION)) == {index_of(1, 1)}
    assert index_of(1, 1) not in raised(bits_of([Bit(1, SUSPENDED, 1)], REVOCATION))


def test_the_level_before_an_appeal_is_revoked_and_the_new_one_is_not():
    found = raised(bits_of([Bit(7, "active", 2)], REVOCATION))
    assert index_of(7, 1) in found
    assert index_of(7, 2) not in found
    assert index_of(8, 0) not in found


def test_two_awards_never_share_a_bit():
    places = [index_of(place, rev) for place in range(40) for rev in range(16)]
    assert len(set(places)) == len(places)


def test_the_first_bit_is_the_leftmost_and_lists_are_never_small():
    bits = bits_of([Bit(0, "withdrawn", 0)], REVOCATION)
    assert bits[0] == 0b1000_0000
    assert len(bits) * 8 == SMALLEST == 131_072
    assert len(bits_of([Bit(9000, "active", 1)], REVOCATION)) * 8 == 2 * SMALLEST


def test_what_is_carried_reads_back_and_is_always_the_same():
    bits = bits_of([Bit(n, "expired", 1) for n in range(0, 500, 7)], REVOCATION)
    assert decoded(encoded(bits)) == bits
    assert encoded(bits) == encoded(bits)
    assert encoded(bits).startswith("u")
    assert "=" not in encoded(bits)


def test_canary_a_list_read_from_the_right_is_seen():
    bits = bits_of([Bit(0, "withdrawn", 0)], REVOCATION)
    turned = bytes(int(f"{one:08b}"[::-1], 2) for one in bits)
    assert raised(turned) != raised(bits)
