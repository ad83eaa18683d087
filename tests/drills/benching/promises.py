"""What is promised beside pages: the guard's speed, a large batch, a coach alerted in seconds."""

import http.client
import random
import re
import statistics
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from flask import Flask

from lms.cli.serve import web_command
from lms.core import clock
from lms.core.db import db, session
from lms.core.threads import vacuum
from lms.quotes.models import Release
from lms.quotes.rules.guard import Roster, check
from lms.quotes.rules.guard.lexicon import lexicon
from lms.quotes.services.batches import publish_week
from tests.drills.benching import daytime, drafts
from tests.drills.benching.ground import PORT, environment, owner, running, served
from tests.drills.benching.load import percentile
from tests.drills.benching.routes import TOLD
from tests.drills.benching.visitors import Visitor, ask, get_ready, list_tellers, post, visitors
from tests.quotes.guard.measuring import lines

PEOPLE, CARD, CHECKED = 40_000, 2000, 100
BATCH = 200
_DIFFICULTY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
STARTS_WITHIN, CALM = timedelta(minutes=3), 8
"""How long a worker may take to have nothing left to do, and for how many seconds it then has not."""
BROWSING, ALERTS, EVERY, PATIENCE = 8, 30, 2.0, 60.0


@dataclass(frozen=True, slots=True)
class Promise:
    """One figure against what was promised."""

    name: str
    figure: str
    promised: str
    is_kept: bool


def promises_table(found: list[Promise]) -> str:
    """Return the figures as a Markdown table."""
    rows = [
        f"| {one.name} | {one.figure} | {one.promised} | {'yes' if one.is_kept else 'no'} |"
        for one in found
    ]
    return (
        "\n".join(["| promise | measured | promised | kept |", "|---|---|---|---|", *rows]) + "\n"
    )


# --- the guard ----------------------------------------------------------------------------------


def measure_guard() -> Promise:
    """Check cards of 2,000 characters full of people, with a large roster and all the towns."""
    draw, known = random.Random(1), lexicon()
    given, family = sorted(known.given), [name.title() for name in sorted(known.towns)]
    people = [(draw.choice(given).title(), draw.choice(family)) for _n in range(PEOPLE)]
    roster = Roster(people, [f"Boutique {draw.choice(family)} {n % 7}" for n in range(1000)])
    sentences = [row["text"] for row in lines("tuning.jsonl")]
    cards = [_card(draw, sentences) for _n in range(CHECKED)]
    spent, again = (
        percentile([_checked(card, roster) for card in cards], 0.95) for _turn in range(2)
    )
    return Promise(
        f"guard, {CARD} characters, {PEOPLE} people, {len(known.towns)} towns",
        f"p95 {spent:.1f} ms of CPU at first sight, {again:.1f} ms while one goes on writing",
        "p95 <= 50 ms of CPU",
        spent <= 50,
    )


def _card(draw: random.Random, sentences: list[str]) -> str:
    card = ""
    while len(card) < CARD:
        card += draw.choice(sentences) + " "
    return card[:CARD]


def _checked(card: str, roster: Roster) -> float:
    """Return the milliseconds of this thread's CPU."""
    begin = time.thread_time()
    check(card, roster)
    return (time.thread_time() - begin) * 1000


# --- a large batch ------------------------------------------------------------------------------


def measure_batch(app: Flask) -> Promise:
    """Publish two hundred cards at once, each with its report, then clean the disk of them."""
    with app.app_context():
        before = drafts.list_batches()
        release = session.get(Release, 1)
        if release is not None:
            release.week = ""
        drafts.make_ready(BATCH)
        session.commit()
        begin = time.perf_counter()
        count = publish_week(clock.now())
        session.commit()
        published = time.perf_counter() - begin
        vacuum()
        cleaned = time.perf_counter() - begin
        drafts.take_out(owner(app), drafts.list_batches() - before)
        session.remove()
    return Promise(
        f"batch of {count} cards, each with its report",
        f"{published:.1f} s, {cleaned:.1f} s with the cleaning of the disk",
        f"{BATCH} in < 30 s",
        count >= BATCH and cleaned < 30,
    )


# --- an alert under load ------------------------------------------------------------------------


def measure_alert(app: Flask) -> Promise:
    """Tell difficulties while eight people browse; see when each mail is in the outbox."""
    by = daytime.offset()
    settings = app.extensions["settings"]
    env = {**environment(settings), "BENCH_CLOCK": str(by.total_seconds())}
    with app.app_context(), daytime.moved(by):
        people = visitors(BROWSING, 0)["learner"]
        tellers = list_tellers(ALERTS, mailed=True)
        since = clock.now()
        session.commit()
        db.engine.dispose()
    web = [
        word.replace("lms.app:create_app()", "tests.drills.benching.daytime:create_app()")
        for word in web_command("127.0.0.1", PORT)
    ]
    worker = [sys.executable, "-m", "tests.drills.benching.daytime"]
    try:
        with served(web, PORT, env), running(worker, env):
            get_ready(PORT, people + tellers)
            _wait_for_worker(owner(app))
            told = _while_browsing(people, lambda: _tell_all(app, tellers))
    finally:
        drafts.forget(owner(app), since)
    lost = len(tellers) - len(told)
    p95 = percentile(told, 0.95) if told else PATIENCE
    return Promise(
        f"alert, {len(tellers)} told while {BROWSING} browse",
        f"p50 {statistics.median(told or [PATIENCE]):.1f} s, p95 {p95:.1f} s, {lost} not seen",
        "p95 <= 10 s",
        p95 <= 10 and not lost and bool(tellers),
    )


_HEARD = sa.text("SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat >= :begin")
_LEFT = sa.text("SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')")


def _wait_for_worker(watched: sa.Engine) -> None:
    """Wait until the worker is heard and has done what it finds on its first morning."""
    begin, calm = datetime.now(UTC), 0
    while calm < CALM and datetime.now(UTC) - begin < STARTS_WITHIN:
        with watched.connect() as connection:
            heard = connection.execute(_HEARD, {"begin": begin}).scalar_one()
            left = connection.execute(_LEFT).scalar_one()
        calm = calm + 1 if heard and not left else 0
        time.sleep(1)


def _while_browsing(people: list[Visitor], act: Callable[[], list[float]]) -> list[float]:
    over = threading.Event()

    def browse(visitor: Visitor) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
        pages = [visitor.paths[one] for one in ("home", "library", "card", "path", "lesson")]
        while not over.is_set():
            for page in pages:
                ask(connection, visitor, page)
        connection.close()

    threads = [threading.Thread(target=browse, args=(one,)) for one in people]
    for thread in threads:
        thread.start()
    try:
        return act()
    finally:
        over.set()
        for thread in threads:
            thread.join()


def _tell_all(app: Flask, tellers: list[Visitor]) -> list[float]:
    """Send one difficulty after another; return the seconds until each mail was made."""
    sent: dict[UUID, float] = {}
    seen: dict[UUID, float] = {}
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    watched = owner(app)
    for visitor in tellers:
        begin = time.perf_counter()
        status, place = post(
            connection, visitor, visitor.paths["send"], {"asked": "words", "words": TOLD}
        )
        told = _DIFFICULTY.search(place)
        if told is None:
            print(f"  not told: {status} {place}", flush=True)
        else:
            sent[UUID(told[0])] = begin
        _look(watched, sent, seen, until=begin + EVERY)
    _look(watched, sent, seen, until=time.perf_counter() + PATIENCE)
    connection.close()
    return [seen[one] - sent[one] for one in seen]


_MAILED = sa.text(
    """
    SELECT CAST(n.key AS uuid) FROM core_notice n
      JOIN notifications_dispatch d ON d.id = n.sent_with
      JOIN ops.mail m ON m.id = d.mail_id AND m.state = 'sent'
     WHERE n.kind = 'quotes.told' AND n.key = ANY(:waiting)
    """
)


def _look(
    watched: sa.Engine, sent: dict[UUID, float], seen: dict[UUID, float], *, until: float
) -> None:
    """Note which mails are made, until a moment or until all are."""
    while time.perf_counter() < until:
        waiting = [str(one) for one in sent if one not in seen]
        if waiting:
            with watched.connect() as connection:
                made = connection.execute(_MAILED, {"waiting": waiting}).scalars().all()
            now = time.perf_counter()
            seen.update(dict.fromkeys(made, now))
        time.sleep(0.05)
        if until - time.perf_counter() > EVERY and len(seen) == len(sent):
            return
