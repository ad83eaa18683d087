"""The power goes in the middle of a batch: all of it is out afterwards, or none."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select

from lms.core import clock, ids
from lms.core.db import session
from lms.core.models import Thread
from lms.quotes.models import Batch, Card, CardText, Difficulty, Draft, Receipt, Release
from lms.quotes.services import batches
from tests.cast import NOW
from tests.conftest import ROOT
from tests.factories.quotes import CARD, Ground, agree, make_ready, read_again, send, talk, tell
from tests.quotes.ground import committed
from tests.quotes.test_at_once import TUESDAY

pytestmark = pytest.mark.drill


@pytest.fixture
def world(tmp_path: Path) -> Iterator[tuple[Ground, str]]:
    with committed("killed", tmp_path) as (_app, ground, url):
        yield ground, url


def release(url: str, folder: Path, dies_after: int) -> int:
    """Run the release in its own process; return how it ended."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.drills.releasing",
            url,
            str(folder),
            TUESDAY.isoformat(),
            str(dies_after),
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
        timeout=120,
    )
    return done.returncode


def counts() -> tuple[int, ...]:
    session.rollback()
    return tuple(
        session.scalar(select(func.count()).select_from(model)) or 0
        for model in (Card, CardText, Receipt, Batch, Draft, Difficulty, Thread)
    )


def ready(ground: Ground) -> None:
    """Two cards drawn from reports and a reserve wait for their week."""
    batches.publish_week(clock.now())
    for number in range(9):
        make_ready((ground.omar, ground.nora)[number % 2], title=f"Fiche {number}")
    for who in (ground.alice, ground.cast.bruno):
        one = tell(ground, who)
        read_again(send(talk(one)), ground.nora)
        agree(one)
    session.commit()


@pytest.mark.parametrize(
    "dies_after",
    [pytest.param(0, marks=pytest.mark.slow), 1, pytest.param(2, marks=pytest.mark.slow)],
)
def test_a_batch_killed_anywhere_is_whole_the_next_time(
    world: tuple[Ground, str], tmp_path: Path, dies_after: int
):
    ground, url = world
    ready(ground)
    before, week = counts(), session.get_one(Release, 1).week
    assert release(url, tmp_path, dies_after) == -signal.SIGKILL
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and counts() != before:
        time.sleep(0.2)
    assert counts() == before, "nothing came out, nothing was lost"
    assert session.get_one(Release, 1, populate_existing=True).week == week
    assert release(url, tmp_path, 99) == 0
    cards, texts, receipts, batch, drafts, difficulties, threads = counts()
    assert (cards, texts, receipts, batch, difficulties) == (3, 3, 12, 1, 0)
    assert (drafts, threads) == (8, 8), "the reserve that is left"
    assert release(url, tmp_path, 99) == 0
    assert counts()[0] == 3, "once"


@pytest.mark.slow
def test_two_hundred_cards_come_out_within_thirty_seconds(world: tuple[Ground, str]):
    ground, _url = world
    batches.publish_week(clock.now())
    rows = []
    for number in range(200):
        draft = make_ready(
            (ground.omar, ground.nora)[number % 2], kind="report", title=f"Fiche {number}"
        )
        rows.append((draft, tell_row(ground, draft)))
    session.execute(insert(Difficulty), [row for _draft, row in rows])
    session.commit()
    with clock.frozen(TUESDAY):
        start = time.monotonic()
        assert batches.publish_week(TUESDAY) == 200
        session.commit()
        spent = time.monotonic() - start
    assert spent < 30, spent
    assert counts()[0] == 200
    assert counts()[5] == 0


def tell_row(ground: Ground, draft: Draft) -> dict[str, object]:
    """Return the row of a difficulty whose reporter agreed to this draft."""
    from lms.core.threads import open_thread
    from lms.quotes.queries.findings import hash_of

    return {
        "id": ids.new_id(), "thread": open_thread(), "reporter_id": ground.alice.id, "unit_id": ground.cast.nantes.id,
        "coach_id": draft.coach_id, "draft_id": draft.id, "state": "carded", "asked": "words",
        "words": f"Une dame voulait rendre la lampe {CARD.title.lower()[:4]} {ids.digits(6)}.", "theme_uid": None,
        "moment_uid": None, "urgency": "usual", "reach": "asap", "reach_note": "", "not_usual": False,
        "opened_on": NOW.date(), "submitted_at": NOW, "last_activity_at": NOW, "late_told": "", "reason": "",
        "answer": "yes", "answered_hash": hash_of(draft), "change_note": "", "receipt_noted": True,
    }  # fmt: skip
