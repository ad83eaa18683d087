"""The morning brief: composed once a day, no difficulty in it, thanks with consent, held once."""

from datetime import date, timedelta

import pytest
from flask import Flask

from lms.coaching.models import Goal
from lms.coaching.services import bravo
from lms.core import briefs as registry
from lms.core import clock
from lms.core.asking import Row, ask
from lms.core.briefs import Line, Part
from lms.core.db import session
from lms.core.errors import Refused
from lms.network.models import Unit
from lms.network.services import close_unit
from lms.projects.models import Brief, Occurrence, Ritual
from lms.projects.queries import briefs as reads
from lms.projects.queries import places, screens
from lms.projects.queries.rituals import rituals_of
from lms.projects.queries.waiting import before_a_visit, expected
from lms.projects.rules.briefs import BRIEF
from lms.projects.rules.rituals import Told
from lms.projects.services import briefs, rituals
from lms.quotes.rules.facets import Asked
from lms.quotes.services import telling
from tests.cast import NOW, TODAY
from tests.factories.projects import Ground, ritual, running
from tests.factories.store import make_goal
from tests.projects import mornings

pytestmark = pytest.mark.usefixtures("english")


def shown(ground: Ground, day: date = TODAY) -> dict[Part, Line | None]:
    return reads.lines_of(ground.nantes, day, reads.find_brief(ground.nantes.id, day))


def words(ground: Ground, day: date = TODAY) -> str:
    return " ".join(
        f"{one.words} {' '.join(one.body)} {one.about}"
        for one in shown(ground, day).values()
        if one
    )


def test_an_empty_store_has_a_brief_without_lines(ground: Ground):
    found = shown(ground)
    assert list(found) == list(BRIEF)
    assert all(one is None for one in found.values())


def test_a_brief_has_a_card_a_try_a_gap_and_a_thank_you(ground: Ground):
    mornings.whole(ground)
    found = shown(ground)
    assert found[Part.CARD].body[1] == "« Je suis à vous. »"
    assert found[Part.TRY].words in ("Un regard.", "Un mot.")
    assert found[Part.GAP].words == "Regarder"
    assert found[Part.THANKS].words == "To Alice"
    assert found[Part.THANKS].body == ("Pour la dame à la poussette",)


def test_a_store_whose_closing_is_known_goes_on_until_that_day(ground: Ground):
    mornings.whole(ground)
    last = TODAY + timedelta(days=30)
    close_unit(unit_id=ground.nantes.id, on=last, actor_id=None)
    briefs.compose_due(now=NOW)
    marion = ground.cast.viewer(ground.cast.marion)
    assert ground.nantes.id in {row.unit_id for row in session.query(Brief)}
    assert ground.nantes in places.own_units(marion)
    assert ground.nantes in screens.led_units(marion, TODAY)
    assert ground.nantes not in screens.led_units(marion, last)


def test_it_is_composed_once_for_each_store_that_opens(ground: Ground):
    mornings.whole(ground)
    rituals.set_opening(unit_id=ground.rennes.id, weekdays=frozenset({7}), by=ground.by("henri"))
    made = briefs.compose_due(now=NOW)
    names = {row.unit_id for row in session.query(Brief)}
    assert made == len(names)
    assert ground.nantes.id in names
    assert ground.rennes.id not in names
    assert briefs.compose_due(now=NOW) == 0
    with clock.frozen(NOW + timedelta(days=1)):
        assert briefs.compose_due(now=clock.now()) == made
    with clock.frozen(NOW + timedelta(days=40)):
        briefs.forget_old(now=clock.now())
    assert session.query(Brief).count() == 0


def test_what_comes_in_the_day_changes_nothing_until_tomorrow(ground: Ground):
    mornings.whole(ground)
    briefs.compose(unit=ground.nantes, day=TODAY, now=NOW)
    before = shown(ground)
    for n in range(6):
        mornings.card(f"Nouvelle {n}")
        mornings.thank(ground, f"Encore merci numéro {n}") if n < 4 else None
    assert shown(ground) == before
    titles = {shown(ground, TODAY + timedelta(days=n))[Part.CARD].words for n in range(1, 15)}
    assert any(one.startswith("Nouvelle") for one in titles)


def test_another_line_takes_the_place_of_one_that_is_taken_back(ground: Ground):
    mornings.light(ground)
    first, second = mornings.card("La file"), mornings.card("Le colis")
    briefs.compose(unit=ground.nantes, day=TODAY, now=NOW)
    kept = shown(ground)[Part.CARD]
    for one in (first, second):
        if kept.key == f"card:{one.id}":
            one.status = "withdrawn"
    session.flush()
    assert {kept.words, shown(ground)[Part.CARD].words} == {"La file", "Le colis"}


def test_thanks_are_heard_only_by_consent_and_for_as_long(ground: Ground):
    mornings.thank(ground, "Merci en privé, vraiment", visibility="private")
    row = mornings.thank(ground, "Pour la caisse ouverte", agrees=False)
    assert shown(ground)[Part.THANKS] is None
    bravo.consent(bravo_id=row.id, person_id=ground.alice.id, agrees=True)
    briefs.compose(unit=ground.nantes, day=TODAY, now=NOW)
    assert shown(ground)[Part.THANKS].body == ("Pour la caisse ouverte",)
    bravo.consent(bravo_id=row.id, person_id=ground.alice.id, agrees=False)
    assert shown(ground)[Part.THANKS] is None


def test_what_is_kept_of_a_brief_holds_no_word_of_anybody(ground: Ground):
    mornings.whole(ground)
    briefs.compose(unit=ground.nantes, day=TODAY, now=NOW)
    kept = str(reads.find_brief(ground.nantes.id, TODAY).parts)
    assert "poussette" not in kept
    assert "Alice" not in kept


def test_a_dark_capability_says_nothing(ground: Ground):
    mornings.card("La file")
    mornings.work_on(ground)
    assert shown(ground)[Part.CARD] is None
    assert shown(ground)[Part.GAP] is None
    mornings.light(ground)
    assert shown(ground)[Part.CARD].words == "La file"


def test_the_plan_of_the_team_gives_tries_and_names_nobody(ground: Ground):
    running(ground)
    found = reads.candidates(ground.nantes, TODAY, [Part.TRY])[Part.TRY]
    assert any(one.key.startswith("action:") for one in found)
    assert "Alice" not in str(found)
    assert "Marion" not in str(found)


def test_one_tap_replaces_a_line_and_twice_the_same_tap_one_line(ground: Ground):
    mornings.whole(ground)
    by = ground.by("alice")
    before = shown(ground)[Part.CARD]
    for _twice in range(2):
        assert briefs.swap(unit=ground.nantes, day=TODAY, part=Part.CARD, shown=before.key, by=by)
    after = shown(ground)[Part.CARD]
    assert after.key != before.key
    found = {before.key, after.key}
    briefs.swap(unit=ground.nantes, day=TODAY, part=Part.CARD, shown=after.key, by=by)
    assert shown(ground)[Part.CARD].key not in found
    gap = shown(ground)[Part.GAP]
    assert not briefs.swap(unit=ground.nantes, day=TODAY, part=Part.GAP, shown=gap.key, by=by)


def left(unit: Unit) -> list[Row]:
    """Return the rituals of today nobody told of, as a coach reads them before a visit."""
    asked = {"rituals": before_a_visit()["rituals"]}
    given = {"asked_unit": unit.id, "asked_today": TODAY}
    return expected(ask(asked, given)["rituals"], TODAY)


def is_held(ground: Ground) -> bool:
    """Tell what the page of the morning says of today."""
    viewer = ground.cast.viewer(ground.alice)
    return reads.morning(viewer, ground.nantes.id).held.is_held


def test_held_counts_as_the_ritual_once_and_is_taken_back(ground: Ground):
    one = ritual(ground, weekdays=frozenset(range(1, 8)), is_brief=True)
    by = ground.by("alice")
    assert [row.id for row in left(ground.nantes)] == [one.id]
    for _twice in range(2):
        briefs.hold(unit=ground.nantes, on=TODAY, by=by, leads=False)
    assert session.query(Occurrence).count() == 1
    assert session.query(Occurrence).one().source == "brief"
    assert is_held(ground)
    assert left(ground.nantes) == []
    kept = rituals_of(ground.nantes.id, TODAY)[0]
    assert (kept.told, kept.held, kept.expected) == (Told.HELD, 1, 1)
    for _twice in range(2):
        briefs.take_back(unit=ground.nantes, on=TODAY, by=by)
    assert session.query(Occurrence).count() == 2
    assert not is_held(ground)
    kept = rituals_of(ground.nantes.id, TODAY)[0]
    assert (kept.told, kept.held, kept.expected) == (None, 0, 0)
    briefs.hold(unit=ground.nantes, on=TODAY, by=by, leads=False)
    assert is_held(ground)


def test_the_manager_s_first_tap_makes_it_a_ritual_of_opening_days(ground: Ground):
    with pytest.raises(Refused):
        briefs.hold(unit=ground.nantes, on=TODAY, by=ground.by("alice"), leads=False)
    open_days = frozenset({1, 2, 3, 4, 5, 6})
    rituals.set_opening(unit_id=ground.nantes.id, weekdays=open_days, by=ground.by("marion"))
    briefs.hold(unit=ground.nantes, on=TODAY, by=ground.by("marion"), leads=True)
    made = session.query(Ritual).one()
    assert made.is_brief
    assert frozenset(made.weekdays) == open_days


# ---- no difficulty, nobody's own try: what a source may offer -------------------------------------


READ_BY_SOMEBODY = {
    "coaching.bravo",
    "coaching.practice",
    "labels.step",
    "projects.actions",
    "quotes.call",
    "quotes.cards",
}
"""Sources whose lines were read one by one: a new one is added here once it was, too."""


def test_every_source_of_lines_was_read_by_somebody(app: Flask):
    assert set(registry.SOURCES) == READ_BY_SOMEBODY


def test_no_difficulty_is_ever_in_a_brief(ground: Ground):
    mornings.whole(ground)
    told = telling.Told(asked=Asked.WORDS, words="Un client a hurlé, je tremblais encore à midi")
    telling.submit(person_id=ground.alice.id, told=told)
    for n in range(10):
        assert "tremblais" not in words(ground, TODAY + timedelta(days=n))


def test_canary_a_source_that_tells_a_difficulty_is_heard(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
):
    def leak(asked: registry.Asked) -> list[Line]:
        return [Line(part=Part.GAP, key="leak", words="Un client a crié sur Alice")]

    planted = registry.Source("quotes.difficulties", frozenset({Part.GAP}), None, leak)
    monkeypatch.setitem(registry.SOURCES, "quotes.difficulties", planted)
    assert "crié" in words(ground)


def test_nobody_s_own_try_is_said_to_the_team(ground: Ground):
    mornings.light(ground)
    make_goal(ground.cast, words="Ne plus trembler devant les clients", unit_id=ground.nantes.id)
    assert session.query(Goal).count() == 1
    found = reads.candidates(ground.nantes, TODAY, BRIEF)
    assert not any("trembler" in one.words for lines in found.values() for one in lines)
