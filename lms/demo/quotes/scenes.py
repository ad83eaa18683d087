"""The scenes of today: the cast's chain, one report in each state, and what happens elsewhere."""

from datetime import timedelta
from itertools import cycle

from sqlalchemy.dialects.postgresql import Range

from lms.core import ids
from lms.core.notices import About
from lms.demo.network import Worker
from lms.demo.quotes.life import Life
from lms.demo.quotes.stage import Coach, Stage
from lms.demo.quotes.texts import read_cards
from lms.quotes.models import Absence, Abuse, Difficulty, Draft
from lms.quotes.rules.calendar import days_later
from lms.quotes.rules.facets import NoCard, Redirect, Urgency

ELSEWHERE = 0.6
"""Share of the other coaches to whom somebody has told something."""
QUICK = ("submitted", "submitted", "acknowledged", "interviewing", "no_card", "redirected")
REASONS = tuple(one.value for one in NoCard if one is not NoCard.ABUSE)
REDIRECTS = (Redirect.HUMAN_RESOURCES.value, Redirect.TECHNICAL.value)
AWAY = 9
"""Days a coach is still away."""
MEETING_HOUR = 13


def play_all(stage: Stage) -> None:
    """Fill the desks: the cast's first, then one report in each state, then the other coaches'."""
    life = Life(stage)
    _fill_reserve(life)
    _play_cast(life)
    rest = _others(stage)
    _play_cards(life, rest)
    _play_endings(life, rest)
    for coach in rest:
        if stage.chance.random() < ELSEWHERE:
            _play_quick(life, coach)
    life.write()


def _others(stage: Stage) -> list[Coach]:
    cast = {worker.id for worker in stage.players.values()}
    found = [one for one in stage.coaches if one.id not in cast]
    return found or list(stage.coaches)


def _fill_reserve(life: Life) -> None:
    """Keep cards written from experience ready, as far from the weekly release as they need."""
    stage = life.stage
    for rank, card in enumerate(read_cards("reserve")):
        coach = stage.coaches[rank % len(stage.coaches)]
        days = 12 + stage.chance.randrange(70)
        draft = life.draft("workshop", coach.id, card, stage.days_ago(days + 4))
        life.send(draft, days + 3)
        life.read(draft, coach, days + 1)
        life.agree(draft, days, "")


def _play_cast(life: Life) -> None:
    """Give Karim an inbox, Alice a card to re-read, Nora one to read for the second time."""
    stage = life.stage
    karim, nora = stage.coach("karim"), stage.coach("nora")
    told, draft = _talked(life, karim, 12, 8, teller=stage.players["alice"])
    life.send(draft, 5, told)
    life.read(draft, karim, 1, told)
    told, draft = _talked(life, karim, 15, 9)
    life.send(draft, 2, told)
    _told, draft = _talked(life, karim, 7, 1)
    draft.gesture = ""
    meeting = life.see(life.report(karim, 4, card=next(life.cards)))
    day = days_later(stage.world.today, 1)
    meeting.appointment_at = stage.now.replace(
        year=day.year, month=day.month, day=day.day, hour=MEETING_HOUR
    )
    life.wait(life.report(karim, 1, card=next(life.cards)))
    life.wait(life.report(karim, 0, at=stage.now - timedelta(minutes=42)))
    soon = stage.now - timedelta(minutes=95)
    life.wait(life.report(nora, 0, urgency=Urgency.SOON, at=soon))
    life.told.tell(
        "to_read",
        nora.id,
        stage.now,
        key=stage.world.today.isoformat(),
        about=About("quotes.second_reading"),
    )


def _talked(
    life: Life, coach: Coach, days: float, talked: float, teller: Worker | None = None
) -> tuple[Difficulty, Draft]:
    """Send a report ``days`` ago and talk it over ``talked`` days ago."""
    card = next(life.cards)
    one = life.report(coach, days, teller=teller, card=card)
    return one, life.talk(one, talked, card)


def _play_cards(life: Life, coaches: list[Coach]) -> None:
    """Put a card in each state: sent back, agreed, shown, drawn from three, in review."""
    turn = cycle(coaches)
    coach = next(turn)
    told, draft = _talked(life, coach, 13, 8)
    life.send(draft, 4, told)
    draft.state, draft.reader_note = "changes", "La situation se reconnaît encore : élargissez."
    life.told.tell(
        "changes",
        coach.id,
        life.stage.now,
        key=str(draft.id),
        turn="1",
        thread=draft.thread,
        about=About("quotes.draft", {"draft_id": draft.id}),
    )
    for answer in ("yes", "aloud", "silence"):
        coach = next(turn)
        told, draft = _talked(life, coach, 30, 24)
        life.send(draft, 19, told)
        life.read(draft, coach, 15, told)
        life.agree(draft, 5, answer, told)
    coach = next(turn)
    told, draft = _talked(life, coach, 17, 12)
    life.send(draft, 8, told)
    life.read(draft, coach, 4, told)
    told.shown_at = life.stage.days_ago(2, 12)
    _play_merged(life, next(turn))
    told, draft = _talked(life, next(turn), 11, 6)
    life.send(draft, 1, told)


def _play_merged(life: Life, coach: Coach) -> None:
    """Let three people be behind one card; two have agreed, one has not seen it yet."""
    told, draft = _talked(life, coach, 20, 14)
    both = [life.see(life.report(coach, days)) for days in (18, 16)]
    for one in both:
        one.draft_id, one.talked_at = draft.id, one.acknowledged_at
    life.send(draft, 10, told, *both)
    life.read(draft, coach, 5, told, *both)
    life.agree(draft, 3, "yes", told, *both)
    for one in both:
        one.state = "merged"
    both[-1].answer = both[-1].answered_hash = ""
    both[-1].shown_at = None
    draft.state, draft.ready_at = "preview", None


def _play_endings(life: Life, coaches: list[Coach]) -> None:
    """Put a report in each state without a card: late, flagged, between coaches, ended, unsent."""
    turn = cycle(coaches)
    late = life.wait(life.report(next(turn), 8))
    late.late_told = "acknowledge"
    coach = next(turn)
    flagged = life.see(life.report(coach, 4))
    flagged.state = "flagged"
    life.others.append(
        Abuse(
            difficulty_id=flagged.id,
            thread=flagged.thread,
            flagged_by=coach.id,
            summary="Le message ne contient que des insultes envers des clients.",
        )
    )
    _play_absence(life, next(turn))
    for rank, reason in enumerate(REASONS):
        life.end(life.see(life.report(next(turn), 9 + rank)), 1 + rank, "no_card", reason)
    for rank, reason in enumerate(REDIRECTS):
        life.end(life.see(life.report(next(turn), 8 + rank)), 2, "redirected", reason)
    unsent = life.report(next(turn), 0, at=life.stage.now)
    unsent.state, unsent.coach_id, unsent.submitted_at = "draft", None, None
    unsent.acknowledge_by = unsent.interview_by = None


def _play_absence(life: Life, coach: Coach) -> None:
    """Let a coach be away: the person chooses who goes on."""
    stage, today = life.stage, life.stage.world.today
    during = Range(today - timedelta(days=2), today + timedelta(days=AWAY))
    life.others.append(Absence(id=ids.new_id(), person_id=coach.id, during=during))
    one = life.see(life.report(coach, 6))
    one.state = "between"
    life.told.tell(
        "choose",
        one.reporter_id,
        stage.days_ago(2),
        key=str(one.id),
        turn="away",
        thread=one.thread,
        about=About("quotes.follow", {"difficulty_id": one.id}),
    )


def _play_quick(life: Life, coach: Coach) -> None:
    """Let somebody have told something to this coach these days."""
    chance = life.stage.chance
    state = chance.choice(QUICK)
    if state == "submitted":
        life.wait(life.report(coach, chance.choice((0.1, 1))))
        return
    one = life.see(life.report(coach, 6))
    if state == "interviewing":
        one.state = state
    elif state in ("no_card", "redirected"):
        reasons = REASONS if state == "no_card" else REDIRECTS
        life.end(one, chance.randrange(1, 3), state, chance.choice(reasons))
