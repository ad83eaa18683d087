"""The doctor, the small network, contacts, a person's rights over what they told."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from lms.accounts.services.people import erase_person
from lms.core import clock, policy, privacy, profiles
from lms.core.access import Role
from lms.core.db import session
from lms.core.doctor import State
from lms.core.errors import Invalid, NotFound
from lms.network.models import Mandate
from lms.quotes import checks
from lms.quotes.models import Difficulty, Draft, Interview
from lms.quotes.queries import figures, follow
from lms.quotes.services import absences, coaching
from tests.cast import NOW, TODAY, Cast
from tests.factories import make_mandate, make_wave, since
from tests.factories.quotes import WORDS, Ground, read_again, send, talk, tell

PATIENT = None
"""These checks look at rows only."""


def states(check) -> list[State]:
    return [finding.state for finding in check(PATIENT)]


def test_the_doctor_says_nothing_where_quotes_is_dark(cast: Cast):
    assert states(checks.pool) == states(checks.contacts) == []


def test_the_doctor_is_content_when_everybody_can_be_heard(ground: Ground):
    assert states(checks.pool) == [State.WELL]


def test_the_doctor_sees_a_network_of_line_coaches(ground: Ground):
    """Each coach is above everybody: managers could be heard by nobody."""
    for who in (ground.karim, ground.nora, ground.omar, ground.lise):
        make_mandate(who.id, Role.REGIONAL_LEAD, ground.cast.france.id)
    found = list(checks.pool(PATIENT))
    assert [one.state for one in found] == [State.ILL]
    assert "4 stores" in found[0].sentence


def test_the_doctor_sees_a_manager_nobody_else_can_hear(cast: Cast):
    make_wave(cast.nantes, "quotes")
    assert states(checks.pool) == [State.WELL]
    make_mandate(cast.karim.id, Role.DEPUTY, cast.nantes.id)
    assert states(checks.pool) == [State.ILL]


def test_the_doctor_wants_somebody_to_turn_to(ground: Ground):
    assert states(checks.contacts) == [State.WEAK]
    with pytest.raises(Invalid):
        absences.set_contact(code="legal", name="", reach="")
    absences.set_contact(code="legal", name="Référente", reach="01 00 00 00 00")
    absences.set_contact(code="legal", name="Référente éthique", reach="01 00 00 00 00")
    assert states(checks.contacts) == [State.WELL]
    contact = follow.get_contact("legal")
    assert contact is not None
    assert contact.name == "Référente éthique"


def test_a_small_network_is_proposed_what_suits_quotes_and_crowds_never_fall(ground: Ground):
    proposed = {one.code: one.value for one in profiles.open_suggestions()}
    ours = {code: value for code, value in proposed.items() if code.startswith("quotes.")}
    assert ours == {
        "quotes.committee.people": 1,
        "quotes.reader.elsewhere": False,
        "quotes.reader.months": 6,
    }
    later = clock.now() + timedelta(days=31)
    henri = ground.cast.henri.id
    with pytest.raises(Invalid):
        profiles.adopt([*ours], regions=2, units=12, decided_by=henri, reason=" ")
    profiles.adopt(
        [*ours], regions=2, units=12, decided_by=henri, reason="Douze.", valid_from=later
    )
    assert all(policy.decision(code) is None for code in ours), "nothing changes today"
    after = later + timedelta(days=1)
    assert {code: policy.value(code, after) for code in ours} == ours
    for code in ("quotes.crowd.people", "quotes.batch.cards", "quotes.batch.coaches"):
        assert code not in profiles.SMALL


def test_a_reporters_export_has_their_words_and_a_coachs_has_none_of_them(ground: Ground):
    tell(ground)
    mine = privacy.export_person(ground.alice.id)
    assert [row["words"] for row in mine["quotes_difficulty"]] == [WORDS]
    theirs = privacy.export_person(ground.karim.id)
    assert "quotes_difficulty" not in theirs
    assert WORDS not in str(theirs)


def test_an_erased_person_takes_back_what_they_told(ground: Ground):
    one = tell(ground)
    talk(one)
    erase_person(person_id=ground.alice.id, erased_by=None, now=NOW)
    for model in (Difficulty, Interview, Draft):
        assert session.scalar(select(func.count()).select_from(model)) == 0


def test_every_policy_of_quotes_has_a_floor_and_words(ground: Ground):
    mine = [one for code, one in policy.POLICIES.items() if code.startswith("quotes.")]
    assert len(mine) > 30
    for one in mine:
        assert str(one.sentence)
        assert isinstance(one.default, bool) or not one.relaxable or one.floor is not None, one.code
    assert {one.code for one in mine if not one.relaxable} == {
        "quotes.anonymous",
        "quotes.words.copied",
    }


def test_a_coachs_year_is_a_number_of_their_own(ground: Ground):
    send(talk(tell(ground)))
    assert figures.ended_by(ground.karim.id, 2026) == 1
    assert figures.ended_by(ground.nora.id, 2026) == 0


def test_figures_by_theme_never_give_a_small_one_away(ground: Ground):
    from lms.core import ids
    from lms.quotes.models import Tally

    told = {None: 12, ids.new_id(): 9, ids.new_id(): 3}
    for theme, number in told.items():
        session.add(Tally(id=ids.new_id(), quarter="2026-Q1", theme_uid=theme, told=number))
    session.flush()
    shown = sorted((one.told["2026-Q1"] or 0) for one in figures.themes_by_quarter(["2026-Q1"]))
    assert shown == [0, 0, 12], "the nine is hidden with the three, or the total would tell it"


def test_no_measure_counts_reports(ground: Ground):
    """The number of reports is never a figure of a store, a manager, a label or a bonus."""
    from lms.core.measures import MEASURES

    assert [code for code in MEASURES if code.startswith("quotes.")] == []


def test_rights_follow_todays_mandates(ground: Ground):
    """A coach whose mandate ended reads no card for the second time."""
    draft = send(talk(tell(ground)))
    session.execute(
        update(Mandate).where(Mandate.person_id == ground.nora.id).values(during=since(end=TODAY))
    )
    from lms.quotes.queries import drafts

    # Permission is what stops a former coach at the door; the pool alone knows stores, not rights.
    viewer = ground.cast.viewer(ground.nora)
    from lms.core.access import Permission

    assert not viewer.may(Permission.QUOTES_COACH)
    assert drafts.count_to_read(ground.omar.id, TODAY, NOW) == 1
    assert draft.state == "in_review"


def test_the_permissions_of_quotes(ground: Ground):
    from lms.core.access import Permission

    def may(who) -> set[Permission]:
        viewer = ground.cast.viewer(who)
        return {one for one in Permission if one.value.startswith("quotes:") and viewer.may(one)}

    cast = ground.cast
    assert may(cast.alice) == {
        Permission.QUOTES_TELL,
        Permission.CARDS_READ,
        Permission.CARDS_MARK,
    }
    assert may(cast.gael) == set(), "dark in Vannes"
    assert may(ground.karim) == {
        Permission.QUOTES_COACH,
        Permission.CARDS_READ,
        Permission.CARDS_MARK,
        Permission.QUOTES_TELL,
        Permission.QUOTES_FIGURES,
    }
    assert may(cast.marion) == {
        Permission.QUOTES_TELL,
        Permission.CARDS_READ,
        Permission.CARDS_MARK,
        Permission.CARDS_SIGN,
    }
    assert Permission.QUOTES_COACH not in may(cast.rachel) | may(cast.henri)
    assert {
        Permission.CARDS_EDIT,
        Permission.QUOTES_JUDGE,
        Permission.GAPS_HANDLE,
        Permission.QUOTES_SETUP,
    } <= may(cast.henri)


@pytest.mark.parametrize("who", ["marion", "rachel", "henri", "bruno", "lise", "nora"])
def test_who_reads_what_a_difficulty_says(ground: Ground, who: str):
    """systems/09: the reporter and the assigned coach; no line, no region, no head office."""
    from lms.quotes.queries import inbox

    one = tell(ground)
    person = ground.cast.people.get(who) or getattr(ground, who)
    for read in (
        lambda: follow.get_mine(person.id, one.id),
        lambda: inbox.get_assigned(person.id, one.id, NOW),
    ):
        with pytest.raises(NotFound):
            read()
    assert follow.list_mine(person.id) == []
    assert inbox.list_inbox(person.id, NOW) == []


def test_the_second_reader_sees_neither_author_nor_reporter(ground: Ground):
    from dataclasses import asdict

    from lms.quotes.queries import drafts
    from lms.quotes.services import reading

    draft = send(talk(tell(ground)))
    reading.take_next(reader_id=ground.nora.id)
    seen = str(asdict(drafts.get_reading(ground.nora.id, draft.id, TODAY)))
    for told in (
        ground.karim.id,
        ground.alice.id,
        ground.cast.nantes.id,
        "Karim",
        "Alice",
        "Nantes",
        WORDS,
    ):
        assert str(told) not in seen
    assert coaching.COACH
    assert read_again(draft, ground.nora)
