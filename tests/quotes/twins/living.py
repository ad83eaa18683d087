"""A whole life of a report, through the pages: told, talked over, carded, read, agreed, published.

Every request has its own seed, named after what it does: two lives draw the same chance at the same
step. The clock is the same too. What differs is who acts.
"""

import io
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from lms.core import clock, ids, jobs, sweepers
from lms.core.db import session
from lms.core.notices.models import Notice
from lms.quotes.models import CardText, Difficulty, Draft
from lms.quotes.queries import roster
from lms.referential.queries import list_items
from tests.house.ground import FORM_COOKIE, make_token
from tests.quotes.twins.ground import INVOLVED, Part, Twins

TOLD = "Une dame voulait rendre une lampe sans son ticket et tout le monde regardait."
HAPPENED = "La file était longue et personne ne pouvait venir aider."
TYPED = {
    "title": "Quand la file s’allonge devant un échange",
    "situation": "Un client demande un échange sans ticket, et les mots viennent à manquer.",
    "say": "Je comprends, voyons ensemble ce que je peux faire.",
    "gesture": "Se décaler d’un pas, puis proposer deux solutions.",
}


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of March 2026."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


@dataclass
class Life:
    """One life: who acts, the form everybody fills, what was said on the way."""

    house: Twins
    part: Part
    brisk: bool = False
    """Skip what is only read on the way, and the days when nothing comes out."""
    token: str = ""
    cookie: str = ""
    difficulty_id: UUID | None = None
    draft_id: UUID | None = None
    receipt: str = ""
    said: list[str] = field(default_factory=list)
    """Lines of the log, in order."""
    browsers: dict[str, FlaskClient] = field(default_factory=dict)
    """Those of this step."""

    def __post_init__(self) -> None:
        self.cookie, self.token = make_token(self.house.app)

    def browser(self, name: str) -> FlaskClient:
        """Return a browser of somebody: "reporter" and "coach" are those of this life."""
        who = {"reporter": self.part.reporter, "coach": self.part.coach}.get(name, name)
        if who not in self.browsers:
            self.browsers[who] = self.house.enter(who)
            self.browsers[who].set_cookie(FORM_COOKIE, self.cookie)
        return self.browsers[who]

    @contextmanager
    def step(self, when: datetime, label: str, *, due: bool = False) -> Iterator[None]:
        """Hold the clock and the chance of a step; then let due work be done."""
        with clock.frozen(when):
            self._open_browsers(label)
            with ids.seeded(label):
                yield
            if due or not self.brisk:
                self.settle(label)

    def _open_browsers(self, label: str) -> None:
        """Let reporters and coaches of both lives sign in alike: who visits is not who reports."""
        self.browsers.clear()
        for who in sorted(INVOLVED - {"coach"}):
            with ids.seeded(f"{label}: {who}"):
                self.browser(who)

    def settle(self, label: str) -> None:
        """Run what is due now: sweepers, then jobs."""
        with ids.seeded(f"{label}: due"), self.house.app.app_context():
            sweepers.tick(self.house.app, clock.now())
            jobs.drain(self.house.app, strict=True)
            session.remove()

    def get(self, who: str, url: str) -> None:
        """Read a page, which has to open."""
        if self.brisk:
            return
        answer = self.browser(who).get(url)
        assert answer.status_code == 200, (who, url, answer.status_code)

    def post(self, who: str, url: str, **fields: str) -> TestResponse:
        """Send a form, which has to be taken."""
        data = {"csrf_token": self.token, "_key": str(ids.new_id()), **fields}
        answer = self.browser(who).post(url, data=data)
        words = answer.get_data(as_text=True)
        assert answer.status_code in (200, 204, 303), (who, url, answer.status_code, words[:2000])
        return answer


Watch = Callable[[str, Life], None]


def live(house: Twins, part: Part, watch: Watch, *, brisk: bool = False) -> Life:
    """Live it all from the base; ``watch`` is called at each stage, everything due being done."""
    with house.opened(), listening() as lines:
        roster.forget()
        life = Life(house, part, brisk=brisk, said=lines)
        _tell(life)
        watch("told", life)
        _talk(life)
        _write(life)
        watch("written", life)
        _read(life)
        _agree(life)
        watch("agreed", life)
        _publish(life)
        watch("published", life)
        _afterwards(life)
        watch("afterwards", life)
    return life


@contextmanager
def listening() -> Iterator[list[str]]:
    """Keep every line any logger writes, in a list that is filled when the block ends."""
    heard, lines = io.StringIO(), list[str]()
    handler = logging.StreamHandler(heard)
    handler.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        with redirect_stderr(heard):
            yield lines
    finally:
        root.removeHandler(handler)
        lines += heard.getvalue().splitlines()


def _tell(life: Life) -> None:
    with life.house.app.app_context():
        theme = next(str(one.uid) for one in list_items() if one.kind == "skill")
    with life.step(at(12, 8, 50), "tell"):
        told = {"asked": "words", "words": TOLD, "theme": theme, "reach": "break"}
        life.get("reporter", "/tell")
        if not life.brisk:
            life.post("reporter", "/tell/near", words=TOLD)
            life.post("reporter", "/tell/keep", **told)
        life.post("reporter", "/tell", **told)
        with life.house.app.app_context():
            who = life.house.world.people[life.part.reporter]
            one = session.scalars(select(Difficulty).where(Difficulty.reporter_id == who)).one()
            assert one.coach_id == life.house.world.people[life.part.coach]
            life.difficulty_id = one.id
            session.remove()


def _talk(life: Life) -> None:
    page = f"/coaching/{life.difficulty_id}"
    with life.step(at(12, 10), "see"):
        life.get("coach", "/coaching")
        life.get("coach", page)
        life.post("coach", f"{page}/seen")
        life.post("coach", f"{page}/meeting", at="2026-03-13T10:30")
    with life.step(at(13, 9, 30), "talk"):
        life.get("reporter", f"/difficulties/{life.difficulty_id}")
        life.post("coach", f"{page}/start")
        words = {"happened": HAPPENED, "notes": "Rappeler jeudi.", **TYPED}
        if not life.brisk:
            life.post("coach", f"{page}/interview/keep", **words)
        life.post("coach", f"{page}/interview", act="close", **words)
    with life.house.app.app_context():
        life.draft_id = session.get_one(Difficulty, life.difficulty_id).draft_id
        session.remove()


def _write(life: Life) -> None:
    page = f"/drafts/{life.draft_id}"
    with life.step(at(13, 10), "write"):
        life.get("coach", page)
        if not life.brisk:
            life.post("coach", f"{page}/guard", **TYPED)
        with life.house.app.app_context():
            theme = str(session.get_one(Draft, life.draft_id).theme_uid)
            session.remove()
        life.post("coach", page, act="send", theme_uid=theme, **TYPED)
        life.post("coach", f"{page}/receipt")


def _read(life: Life) -> None:
    with life.step(at(13, 13), "read"):
        life.get("nora", "/reading")
        while _awaits_reader(life):
            life.post("nora", "/reading/next")
            life.get("nora", "/reading")
            life.post("nora", f"/reading/{_in_hand(life)}/pass", guess="impossible")


def _awaits_reader(life: Life) -> bool:
    """Tell whether the card still waits; the pool gives the oldest first, not this one."""
    with life.house.app.app_context():
        state = session.get_one(Draft, life.draft_id).state
        session.remove()
    return state == "in_review"


def _in_hand(life: Life) -> UUID:
    reader = life.house.world.people["nora"]
    with life.house.app.app_context():
        found = session.scalars(
            select(Draft.id).where(Draft.reader_id == reader, Draft.state == "in_review")
        ).one()
        session.remove()
    return found


def _agree(life: Life) -> None:
    page = f"/difficulties/{life.difficulty_id}/card"
    with life.step(at(16, 8), "agree"):
        life.get("reporter", page)
        _open_notices(life)
        html = life.post("reporter", f"{page}/shown").get_data(as_text=True)
        life.receipt = six_words(html)
        life.post("reporter", f"{page}/noted")
        life.post("reporter", f"{page}/accept")


def _open_notices(life: Life) -> None:
    """Follow each notice of the reporter from their inbox, as one comes back to a card."""
    who = life.house.world.people[life.part.reporter]
    with life.house.app.app_context():
        found = session.scalars(
            select(Notice.id)
            .where(Notice.person_id == who, Notice.kind.startswith("quotes."))
            .order_by(Notice.id)
        ).all()
        session.remove()
    for notice in found:
        life.post("reporter", f"/inbox/{notice}/open")


def six_words(html: str) -> str:
    """Return the receipt a page shows."""
    found = re.search(r'<ol class="c-words6"[^>]*>(.*?)</ol>', html, re.DOTALL)
    assert found, html[:3000]
    return " ".join(re.findall(r"<li>(.+?)</li>", found[1]))


def card_of(life: Life) -> UUID | None:
    """Return the card that came out of it."""
    with life.house.app.app_context():
        found = session.scalar(select(CardText.card_id).where(CardText.title == TYPED["title"]))
        session.remove()
    return found


def _publish(life: Life) -> None:
    """Let two weekly hours pass: the card has waited long enough at the second one."""
    for day in (24,) if life.brisk else (17, 18, 23, 24):
        with life.step(at(day, 9, 5), f"day {day}", due=True):
            pass
    assert card_of(life), "it is out"


def _afterwards(life: Life) -> None:
    """Let readers read, the reporter use the receipt, and the morning's mails leave."""
    with life.step(at(25, 7, 30), "open the receipt"):
        html = life.post("reporter", "/receipt", words=life.receipt).get_data(as_text=True)
        assert TYPED["title"].split("’")[0] in html
        card = card_of(life)
        life.get("reporter", f"/cards/{card}")
        life.post("reporter", f"/cards/{card}/say", saying="me_too", on="1")
        life.post("ines", f"/cards/{card}/say", saying="helped", on="1")
    with life.step(at(25, 13), "the day after", due=True):
        pass
