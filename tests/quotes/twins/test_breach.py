"""A promise that is not held: the backup hears that somebody waits, the lead that a coach is late.

Nothing more: neither who waits, nor which coach, nor how many times.
"""

import json
import re

import pytest

from lms.quotes.queries import roster
from lms.quotes.services import alerting
from tests.quotes.twins import looking
from tests.quotes.twins.ground import SOUTH, WEST, Part, Twins
from tests.quotes.twins.living import TOLD, Life, at
from tests.quotes.twins.looking import Seen, differences

NAMES = ("Karim", "Benali", "Mael", "Guillou", "Bruno", "Nantes", "Beaulieu")


def wait(house: Twins, part: Part, *tellers: str, looks: tuple[str, ...]) -> Seen:
    """Let people tell and nobody answer until the promise has lapsed; look the day after."""
    seen = Seen()
    with house.opened():
        roster.forget()
        life = Life(house, part, brisk=True)
        with life.step(at(12, 8, 50), "tell"):
            for who in tellers:
                life.post(who, "/tell", asked="words", words=TOLD)
        for day, hour in ((16, 9), (16, 10), (17, 7), (17, 11)):
            with life.step(at(day, hour), f"{day} at {hour}", due=True):
                pass
        with life.step(at(17, 12), "look"):
            looking.look_at_pages(
                seen,
                life,
                "late",
                viewers=looks,
                wanted=("notifications", "quotes"),
                fragments=False,
            )
            for one in looking.rows(house, "ops.mail"):
                told = one["captured"]
                if told and told["to"].split("@")[0] in looks:
                    seen.keep(f"mail to {told['to']} {len(seen.found)}", told)
    return seen


def mails(seen: Seen, who: str) -> list[str]:
    return [seen.read(place) for place in seen.found if place.startswith(f"mail to {who}@")]


ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")


def without_ids(seen: Seen) -> dict[str, str]:
    """Return what was seen, identifiers drawn at random aside: two reports draw more of them."""
    return {place: ID.sub("id", seen.read(place)) for place in seen.found}


def test_the_lead_is_told_that_a_coach_is_late_and_no_name(lean: Twins):
    told = mails(wait(lean, WEST, "mael", looks=("rachel",)), "rachel")
    assert told, "she is told"
    assert [name for name in NAMES if any(name in words for words in told)] == []


@pytest.mark.slow
def test_the_lead_is_told_the_same_whoever_waits(lean: Twins):
    one = wait(lean, WEST, "mael", looks=("rachel",))
    other = wait(lean, WEST, "bruno", looks=("rachel",))
    assert differences(one, other) == {}


@pytest.mark.slow
def test_two_people_waiting_are_one_sentence(lean: Twins):
    one = wait(lean, WEST, "mael", looks=("rachel", "marion"))
    both = wait(lean, WEST, "mael", "bruno", looks=("rachel", "marion"))
    assert without_ids(one) == without_ids(both)


@pytest.mark.slow
def test_whoever_is_neither_lead_nor_backup_hears_nothing(lean: Twins):
    looks = ("marion", "henri", "paul", "zoe", "nora", "dina", "ines")
    west = wait(lean, WEST, "mael", looks=looks)
    south = wait(lean, SOUTH, "lea", looks=looks)
    assert differences(west, south) == {}


@pytest.mark.slow
def test_canary_a_sentence_with_the_coachs_name_is_seen(
    lean: Twins, monkeypatch: pytest.MonkeyPatch
):
    """Planted: the lead is told once per report, not once a day."""
    real = alerting.notify

    def often(kind: str, people: object, **more: object) -> int:
        if kind == "quotes.late":
            more["key"] = json.dumps(str(len(told)))
            told.append(kind)
        return real(kind, people, **more)  # type: ignore[arg-type]

    told: list[str] = []
    monkeypatch.setattr(alerting, "notify", often)
    one = wait(lean, WEST, "mael", looks=("rachel",))
    told.clear()
    both = wait(lean, WEST, "mael", "bruno", looks=("rachel",))
    assert without_ids(one) != without_ids(both)
