"""What a route costs, beside the floor, and the table of it."""

import http.client
import statistics
from dataclasses import dataclass, field
from uuid import uuid4

import psutil
from flask import Flask

from tests.drills.benching import load
from tests.drills.benching.ground import PORT
from tests.drills.benching.routes import CEILING, Route, address, fields, sender
from tests.drills.benching.visitors import Visitor, ask
from tests.pages import Statements

SHARES = (0.5, 0.95, 0.99)


@dataclass(frozen=True, slots=True)
class Figures:
    """What one route costs: times in ms at two loads, CPU in ms, statements, bytes."""

    route: Route
    rate: float
    times: dict[int, tuple[float, ...]]
    web: float
    base: float
    floor: float
    statements: int
    raw: int
    packed: int
    failures: int

    @property
    def cpu(self) -> float:
        """Return the CPU of a request, web and database together, in ms."""
        return self.web + self.base

    @property
    def ratio(self) -> float:
        """Return the CPU against the floor's of the same rounds."""
        return self.cpu / self.floor if self.floor else 0.0


@dataclass(slots=True)
class Floor:
    """The bare application beside ours, and its people."""

    process: psutil.Process
    cookies: list[str] = field(default_factory=list)

    def enter(self) -> None:
        """Sign twenty people in."""
        connection = http.client.HTTPConnection("127.0.0.1", PORT + 1, timeout=30)
        for number in range(1, 21):
            _status, cookies, _body = ask(connection, Visitor(""), f"/enter?id={number}")
            self.cookies.append(cookies)
        connection.close()

    def send(self, connection: http.client.HTTPConnection, number: int) -> int:
        """Ask its page as one of its people."""
        headers = {"Cookie": self.cookies[number % len(self.cookies)]}
        connection.request("GET", "/page", headers=headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status


@dataclass(frozen=True, slots=True)
class Bench:
    """Two servers and their database, under the same load in turns."""

    app: Flask
    ours: psutil.Process
    floor: Floor
    base: psutil.Process
    rounds: int
    requests: int

    def measure(self, route: Route, people: list[Visitor]) -> Figures:
        """Measure a route and the floor in turns; medians over the rounds."""
        send = sender(route, people)
        found: dict[int, list[load.Round]] = {8: [], 32: []}
        floors: list[float] = []
        self._round(send, 4, min(40, self.requests))
        for _turn in range(self.rounds):
            for connections, kept in found.items():
                kept.append(self._round(send, connections, self.requests))
            floors.append(self._bottom())
        statements, raw, packed = statements_and_bytes(self.app, route, people[-1])
        eight = found[8]
        return Figures(
            route=route,
            rate=statistics.median(one.count / one.seconds for one in eight),
            times={k: _times(kept) for k, kept in found.items()},
            web=statistics.median(one.web_cpu / one.count for one in eight) * 1000,
            base=statistics.median(one.db_cpu / one.count for one in eight) * 1000,
            floor=statistics.median(floors),
            statements=statements,
            raw=raw,
            packed=packed,
            failures=sum(one.failures for kept in found.values() for one in kept),
        )

    def _round(self, send: load.Send, connections: int, requests: int) -> load.Round:
        return load.run_round(
            PORT,
            send,
            connections=connections,
            requests=requests,
            web=self.ours,
            database=self.base,
        )

    def _bottom(self) -> float:
        found = load.run_round(
            PORT + 1,
            self.floor.send,
            connections=8,
            requests=self.requests,
            web=self.floor.process,
            database=self.base,
        )
        return (found.web_cpu + found.db_cpu) / found.count * 1000


def _times(kept: list[load.Round]) -> tuple[float, ...]:
    return tuple(
        statistics.median(load.percentile(one.times, share) for one in kept) * 1000
        for share in SHARES
    )


def statements_and_bytes(app: Flask, route: Route, visitor: Visitor) -> tuple[int, int, int]:
    """Return statements, raw bytes and compressed bytes of one warm request."""
    client = app.test_client()
    for pair in filter(None, visitor.cookie.split("; ")):
        name, _sign, value = pair.partition("=")
        client.set_cookie(name, value)

    def go(encoding: str) -> bytes:
        headers = {"Accept-Encoding": encoding, "Accept-Language": "fr"}
        path = address(route, visitor, 0)
        with app.app_context():
            if route.method == "GET":
                return client.get(path, headers=headers).get_data()
            data = {"csrf_token": visitor.token, "_key": str(uuid4()), **fields(route, visitor, 0)}
            return client.post(path, data=data, headers=headers).get_data()

    go("identity")
    with Statements() as sent:
        raw = go("identity")
    return len(sent), len(raw), len(go("br"))


def table(large: list[Figures], small: list[Figures]) -> str:
    """Return the figures as a Markdown table."""
    less = {one.route.name: one for one in small}
    head = (
        "| route | req/s | p50/p95/p99 ms at 8 | at 32 | CPU ms web + db | floor | ratio (goal) "
        "| SQL | HTML kB raw / br | large against small network | failed |\n"
        "|---|---|---|---|---|---|---|---|---|---|---|\n"
    )
    rows = []
    for one in large:
        other = less.get(one.route.name)
        growth = f"{one.cpu / other.cpu:.2f}" if other else ""
        at = {k: "/".join(f"{v:.0f}" for v in times) for k, times in one.times.items()}
        rows.append(
            f"| {one.route.name} | {one.rate:.0f} | {at[8]} | {at[32]} "
            f"| {one.web:.1f} + {one.base:.1f} | {one.floor:.1f} "
            f"| {one.ratio:.2f} ({CEILING[one.route.kind]:.1f}) | {one.statements} "
            f"| {one.raw / 1000:.1f} / {one.packed / 1000:.1f} | {growth} | {one.failures} |"
        )
    return head + "\n".join(rows) + "\n"
