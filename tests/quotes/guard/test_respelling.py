"""Slips of the finger, letters spelt out, names half hidden."""

import pytest

from lms.quotes.rules.guard import Roster, check, engine

ROSTER = Roster([("Karim", "Benali")], ["Vélizy 2"])


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("samdi dernier un client a crié", "weekday", "samdi dernier"),
        ("la stagaire n'osait pas", "newcomer", "la stagaire"),
        ("Le directuer a tranché", "chief", "Le directuer"),
        ("Il manque 45 eruos", "amount", "45 eruos"),
        ("Le sindicat est passé", "union", "sindicat"),
        ("Une dame enceite attendait", "pregnancy", "enceite"),
        ("Un client de touluse a appelé", "town", "touluse"),
        ("K-a-r-i-m ne savait pas", "initials", "K-a-r-i-m"),
        ("Kar*** ne savait pas", "initials", "Kar***"),
    ],
)
def test_what_is_typed_wrong_is_shown_as_it_is_typed(text: str, kind: str, words: str):
    found = {(f.kind.value, text[f.start : f.end]) for f in check(text, ROSTER)}
    assert (kind, words) in found


@pytest.mark.parametrize(
    "text",
    [
        "Prennez le temps decouter le cliant avant de reponde.",
        "saluez chaque clent, meme de loin",
        "Il faut rasurer le cliant pui proposé un echange",
    ],
)
def test_slips_in_advice_point_at_nobody(text: str):
    assert check(text, ROSTER) == []


def test_canary_without_respelling_a_slip_hides_a_day(monkeypatch):
    monkeypatch.setattr(engine, "respelt", lambda *_: None)
    assert check("hyer un client a crié", ROSTER) == []
