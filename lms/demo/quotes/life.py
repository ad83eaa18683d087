"""What is under way today: reports in every state, the cards being written, the reserve."""

from datetime import datetime
from typing import Any
from uuid import UUID

from lms.core import ids
from lms.core.db import session
from lms.core.models import Thread
from lms.core.notices import About
from lms.core.policy import number
from lms.demo.network import Worker
from lms.demo.quotes.notices import Told
from lms.demo.quotes.stage import Coach, Stage
from lms.demo.quotes.texts import Written, read_cards
from lms.network.rules import DEFAULT_ZONE
from lms.quotes.models import Difficulty, Draft, Interview
from lms.quotes.policies import days_to_see, days_to_talk
from lms.quotes.queries.findings import hash_of
from lms.quotes.rules.calendar import due
from lms.quotes.rules.facets import Asked, Facets, Reach, Urgency

HAPPENED = "Raconté au téléphone, dans le calme. La scène revient souvent aux heures chargées."
NOTES = "Proposer un point dans un mois."


class Life:
    """The rows of today, kept until they are inserted in the order of their ties."""

    def __init__(self, stage: Stage) -> None:
        """Begin with nothing under way."""
        self.stage = stage
        self.told = Told()
        self.drafts: list[Draft] = []
        self.difficulties: list[Difficulty] = []
        self.others: list[Any] = []
        self.cards = iter(read_cards("reports"))

    def thread(self, at: datetime) -> UUID:
        """Open a thread as of ``at``."""
        one = Thread(id=ids.new_id(), opened_at=at)
        session.add(one)
        return one.id

    def report(
        self,
        coach: Coach,
        days: float,
        *,
        teller: Worker | None = None,
        card: Written | None = None,
        urgency: Urgency = Urgency.USUAL,
        at: datetime | None = None,
    ) -> Difficulty:
        """Send a report to ``coach``, ``days`` ago; without a card it asks for a call."""
        who = teller or self.stage.take_teller(coach)
        at = at or self.stage.days_ago(days)
        one = Difficulty(
            id=ids.new_id(),
            thread=self.thread(at),
            reporter_id=who.id,
            unit_id=who.unit_id,
            coach_id=coach.id,
            state="submitted",
            asked=(Asked.WORDS if card else Asked.CALL).value,
            words=card.told if card else "",
            theme_uid=self.stage.uids[card.theme] if card else None,
            moment_uid=self.stage.uids[card.moment] if card else None,
            urgency=urgency.value,
            reach=self.stage.chance.choice(list(Reach)).value,
            reach_note="",
            not_usual=False,
            opened_on=at.date(),
            submitted_at=at,
            last_activity_at=at,
            acknowledge_by=due(at, days_to_see(urgency), DEFAULT_ZONE),
            interview_by=due(at, days_to_talk(urgency), DEFAULT_ZONE),
            late_told="",
            reason="",
            answer="",
            answered_hash="",
            change_note="",
            receipt_noted=False,
        )
        self.difficulties.append(one)
        return one

    def wait(self, one: Difficulty) -> Difficulty:
        """Tell the coach that somebody waits."""
        if one.coach_id and one.submitted_at:
            self.told.tell(
                "told",
                one.coach_id,
                one.submitted_at,
                key=str(one.id),
                turn=str(one.coach_id),
                thread=one.thread,
                about=About("quotes.ask", {"difficulty_id": one.id}),
                due=one.acknowledge_by,
            )
        return one

    def see(self, one: Difficulty) -> Difficulty:
        """Say that the coach has seen it, one working day after it was sent."""
        sent = one.submitted_at or self.stage.now
        one.state, one.acknowledged_at = (
            "acknowledged",
            min(due(sent, 1, DEFAULT_ZONE), self.stage.now),
        )
        one.last_activity_at = one.acknowledged_at
        return one

    def talk(self, one: Difficulty, days: float, card: Written) -> Draft:
        """Talk it over, ``days`` ago; the card is begun."""
        self.see(one)
        at = self.stage.worked(days, 14)
        one.state, one.appointment_at, one.talked_at, one.last_activity_at = "coached", at, at, at
        one.draft_by = due(at, number("quotes.draft.days"), DEFAULT_ZONE)
        self.others.append(
            Interview(difficulty_id=one.id, thread=one.thread, happened=HAPPENED, notes=NOTES)
        )
        draft = self.draft("report", one.coach_id or one.reporter_id, card, at)
        one.draft_id = draft.id
        return draft

    def draft(self, kind: str, coach_id: UUID, card: Written, at: datetime) -> Draft:
        """Write a card, its facets as wide as the crowd wants them."""
        uids = self.stage.uids
        kept = self.stage.generalised(
            Facets(uids[card.theme], uids[card.moment], card.channel, card.level)
        )
        draft = Draft(
            id=ids.new_id(),
            thread=self.thread(at),
            kind=kind,
            coach_id=coach_id,
            state="writing",
            language="fr",
            title=card.words.title,
            situation=card.words.situation,
            say=card.words.say,
            gesture=card.words.gesture,
            theme_uid=kept.theme_uid,
            moment_uid=kept.moment_uid,
            channel=kept.channel,
            level=kept.level,
            judgements={},
            times_sent=0,
            late_told=False,
            reader_note="",
        )
        self.drafts.append(draft)
        return draft

    def send(self, draft: Draft, days: float, *told: Difficulty) -> Draft:
        """Give the card to a second reader, ``days`` ago."""
        at = self.stage.worked(days, 15)
        draft.state, draft.times_sent, draft.submitted_at = "in_review", 1, at
        draft.review_by = due(at, number("quotes.review.days"), DEFAULT_ZONE)
        for one in told:
            one.state, one.last_activity_at = "carded", at
        return draft

    def read(self, draft: Draft, coach: Coach, days: float, *told: Difficulty) -> Draft:
        """Let a coach from elsewhere pass the card on; the reporters may re-read it."""
        at = self.stage.worked(days, 10)
        draft.state, draft.passed, draft.taken_at = "preview", True, at
        draft.reader_id = self.stage.far_from(coach)
        for one in told:
            one.preview_at = one.last_activity_at = at
            self.told.tell(
                "reread",
                one.reporter_id,
                at,
                key=str(one.id),
                turn="1",
                thread=one.thread,
                about=About("quotes.preview", {"difficulty_id": one.id}),
            )
        return draft

    def agree(self, draft: Draft, days: float, answer: str, *told: Difficulty) -> None:
        """Let everybody agree: the card waits for its week, and nothing for its reporters."""
        at = self.stage.worked(days, 16)
        draft.state, draft.ready_at = "scheduled", at
        for one in told:
            one.shown_at = one.preview_at
            one.answer, one.answered_hash, one.last_activity_at = answer, hash_of(draft), at
        kept = {one.thread for one in told}
        self.told.rows = [row for row in self.told.rows if row["thread"] not in kept]

    def end(self, one: Difficulty, days: float, state: str, reason: str) -> None:
        """End without a card; the reporter reads why for a while."""
        one.state, one.reason, one.ended_at = state, reason, self.stage.worked(days, 17)
        one.talked_at = one.ended_at
        one.last_activity_at = one.ended_at
        self.told.tell(
            "ended",
            one.reporter_id,
            one.ended_at,
            key=str(one.id),
            thread=one.thread,
            about=About("quotes.follow", {"difficulty_id": one.id}),
        )

    def write(self) -> None:
        """Insert everything, in the order of the ties between tables."""
        for rows in (self.drafts, self.difficulties, self.others):
            session.flush()
            session.add_all(rows)
        session.flush()
        self.told.write()
