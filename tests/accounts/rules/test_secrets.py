"""What is refused as a secret, a code; how a slip's code is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.accounts.rules.secrets import (
    SLIP_ALPHABET,
    Flaw,
    clean_secret,
    clean_slip_code,
    code_flaw,
    secret_flaw,
    slip_code_from,
    spell_slip_code,
)

ALICE = ("Alice", "Martin", "4410287", "alice.martin@example.org")


@pytest.mark.parametrize(
    ("secret", "flaw"),
    [
        ("trois mots doux", None),
        ("Le chat de la voisine", None),
        ("xK9#vQ2!pL", None),
        ("court", Flaw.SHORT),
        ("123456789", Flaw.SHORT),
        ("a" * 129, Flaw.LONG),
        ("motdepasse123", Flaw.COMMON),
        ("Motdepasse2026", Flaw.COMMON),
        ("azertyuiop", Flaw.COMMON),
        ("1234567890", Flaw.COMMON),
        ("0987654321", Flaw.COMMON),
        ("aaaaaaaaaaaa", Flaw.COMMON),
        ("abababababab", Flaw.COMMON),
        ("abcdefghijkl", Flaw.COMMON),
        ("alicemartin", Flaw.PERSONAL),
        ("MARTIN4410", Flaw.PERSONAL),
        ("4410287441", Flaw.PERSONAL),
        ("alice aime le chocolat noir", None),
    ],
)
def test_a_new_secret_is_long_and_not_well_known(secret, flaw):
    assert secret_flaw(secret, personal=ALICE) == flaw


def test_no_rule_of_composition_is_imposed():
    assert secret_flaw("petites lettres seulement") is None


@pytest.mark.parametrize(
    ("code", "flaw"),
    [
        ("2580", None),
        ("714205", None),
        ("1212", None),
        ("123", Flaw.SHAPE),
        ("1234567", Flaw.SHAPE),
        ("12a4", Flaw.SHAPE),
        ("１２３４", Flaw.SHAPE),
        ("", Flaw.SHAPE),
        ("0000", Flaw.EASY),
        ("1234", Flaw.EASY),
        ("987654", Flaw.EASY),
    ],
)
def test_a_tablet_code_is_four_to_six_mixed_digits(code, flaw):
    assert code_flaw(code) == flaw


def test_the_same_keys_give_the_same_secret_on_two_keyboards():
    assert clean_secret("e\u0301te\u0301") == clean_secret("été")


@pytest.mark.parametrize("typed", ["K7P4 2MQX", "k7p4-2mqx", " k7p42mqx ", "K7P4\u00a02MQX"])
def test_a_slip_code_is_read_however_it_is_typed(typed):
    assert clean_slip_code(typed) == "K7P42MQX"


def test_look_alike_characters_are_put_right():
    assert set(clean_slip_code("0O1IL5S")) <= set(SLIP_ALPHABET)


@given(st.binary(min_size=16, max_size=32))
def test_a_printed_code_survives_being_read_and_typed(digest):
    code = slip_code_from(digest)
    assert len(code) == 8
    assert set(code) <= set(SLIP_ALPHABET)
    assert clean_slip_code(spell_slip_code(code).lower()) == code
