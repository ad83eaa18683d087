"""An evening: five hundred stores rate their coach while the coaches fill their dashboards.

The promise is 500 ratings and 500 dashboards in five minutes. ``--full`` sends them so; otherwise
the same rate is held for one minute, 100 of each, and the figure is that minute's: nothing that
fills up over five minutes (connections, jobs waiting) is seen by it. Moments of sending are set
beforehand, whatever the answers take: a slow server is not asked less.
"""

import http.client
import threading
import time
from dataclasses import dataclass
from itertools import chain
from queue import SimpleQueue
from uuid import UUID

from flask import Flask

from lms.cli.serve import web_command
from lms.coaching.rules.dashboards import PARTS
from lms.coaching.rules.ratings import QUESTIONS
from lms.core import clock
from lms.core.db import db, session
from tests.drills.benching import drafts, evenings
from tests.drills.benching.evenings import Evening
from tests.drills.benching.ground import PORT, environment, owner, served
from tests.drills.benching.load import percentile
from tests.drills.benching.promises import Promise
from tests.drills.benching.visitors import Visitor, enter, get_ready, post

EACH, SECONDS, SHORT = 500, 300, 60
SENDERS, WITHIN_MS = 40, 500
RATED = {question: str(4 - place % 2) for place, question in enumerate(QUESTIONS)}
SEEN = {f"stage.{part}": str(1 + place % 3) for place, part in enumerate(PARTS)} | {
    "obstacle": "Le samedi, la caisse ouvre en même temps que le rituel."
}


@dataclass(frozen=True, slots=True)
class Sending:
    """One form to send: when, counted from the first, by whom and where."""

    at: float
    visitor: Visitor
    path: str
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class Sent:
    """What one form gave: seconds from the moment set to the answer, and its status."""

    waited: float
    status: int
    path: str


def measure_burst(app: Flask, *, is_full: bool) -> Promise:
    """Send both sides' forms at the promised rate; the second of each pair opens both."""
    seconds = SECONDS if is_full else SHORT
    count = EACH * seconds // SECONDS
    evenings.lift(owner(app))
    with app.app_context():
        since = clock.now()
        laid = evenings.lay(count)
        people = _people(laid)
        session.commit()
        db.engine.dispose()
    command = web_command("127.0.0.1", PORT)
    try:
        with served(command, PORT, environment(app.extensions["settings"])):
            get_ready(PORT, list(people.values()))
            sent = send_all(sendings(laid, people, seconds))
    finally:
        evenings.lift(owner(app))
        drafts.forget(owner(app), since)
    return _promise(sent, len(laid), seconds)


def _promise(sent: list[Sent], count: int, seconds: int) -> Promise:
    wrong = [one for one in sent if one.status != 303]
    for one in wrong[:3]:
        print(f"  {one.status} {one.path}", flush=True)
    halves = {
        kind: percentile([one.waited for one in sent if one.path.endswith(kind)] or [0], 0.95)
        for kind in ("rate", "dashboard")
    }
    p95 = percentile([one.waited for one in sent] or [60.0], 0.95) * 1000
    told = ", ".join(f"{kind} {1000 * one:.0f}" for kind, one in halves.items())
    return Promise(
        f"burst, {count} ratings and {count} dashboards in {seconds} s",
        f"p95 {p95:.0f} ms ({told}), {len(wrong)} failed of {len(sent)}",
        f"{EACH} and {EACH} in 5 min, p95 <= {WITHIN_MS} ms, none failed",
        bool(sent) and not wrong and p95 <= WITHIN_MS,
    )


def _people(laid: list[Evening]) -> dict[UUID, Visitor]:
    known = chain.from_iterable((one.place.manager, one.place.coach) for one in laid)
    return {person_id: enter(person_id) for person_id in dict.fromkeys(known)}


def sendings(laid: list[Evening], people: dict[UUID, Visitor], seconds: int) -> list[Sending]:
    """Spread the forms evenly: a store's opinion, then some other store's dashboard."""
    half = len(laid) // 2
    step = seconds / (2 * len(laid)) if laid else 0.0
    found = []
    for place, (rated, seen) in enumerate(zip(laid, laid[half:] + laid[:half], strict=True)):
        rate, fill = f"{rated.url}/{rated.side_id}/rate", f"{seen.url}/{seen.side_id}/dashboard"
        found.append(Sending(2 * place * step, people[rated.place.manager], rate, RATED))
        found.append(Sending((2 * place + 1) * step, people[seen.place.coach], fill, SEEN))
    return found


def send_all(planned: list[Sending]) -> list[Sent]:
    """Send each form at its moment; return what each gave, lost connections as status 599.

    Each comes from a phone of its own: no connection is used twice.
    """
    waiting: SimpleQueue[Sending | None] = SimpleQueue()
    found: list[Sent] = []
    begin = time.perf_counter()

    def work() -> None:
        while (one := waiting.get()) is not None:
            connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
            try:
                status, _place = post(connection, one.visitor, one.path, one.fields)
            except (OSError, http.client.HTTPException):
                status = 599
            found.append(Sent(time.perf_counter() - begin - one.at, status, one.path))
            connection.close()

    threads = [threading.Thread(target=work) for _n in range(SENDERS)]
    for thread in threads:
        thread.start()
    for one in planned:
        time.sleep(max(0.0, begin + one.at - time.perf_counter()))
        waiting.put(one)
    for _thread in threads:
        waiting.put(None)
    for thread in threads:
        thread.join()
    return found
