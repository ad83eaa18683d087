"""Everything that leaves the application, written down so that two lives can be laid side by side."""

import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from lms.core import ids
from tests.house.ground import House
from tests.house.places import address, own, rules, special
from tests.pages import Statements
from tests.quotes.twins.ground import INVOLVED, Twins
from tests.quotes.twins.living import Life

STRIPPED: Final = (
    (re.compile(rb'(csrf_token" value="|X-CSRF-Token":"|X-CSRF-Token&#34;:&#34;)[\w.-]+'), rb"\1"),
)
"""What is taken off a page before it is compared: the token of its forms, drawn and timed by the
forms' library. Session and request identifiers are in no page; nothing else is taken off."""

UNTIMED: Final = re.compile(r"timestamp=\S+ ")
"""The only thing taken off a line of the log: its instant, which the log's library reads itself."""

HEADERS: Final = frozenset({"Set-Cookie", "Date"})
"""Not compared: the cookie of the form's token, and the server's date."""

QUEUE: Final = frozenset({"id", "job_id", "at", "attempted_at", "scheduled_at"})
"""Columns of the job library filled by its own sequence and clock."""


@dataclass
class Seen:
    """What came out of one life, by where it came out."""

    found: dict[str, bytes] = field(default_factory=dict)
    """Compressed: a life fills half a gigabyte of pages."""
    pages: int = 0

    def keep(self, place: str, value: object) -> None:
        """Write one thing down; the same place twice is a mistake of the test."""
        assert place not in self.found, place
        words = value if isinstance(value, str) else json.dumps(value, default=str)
        self.found[place] = zlib.compress(words.encode(), 1)

    def read(self, place: str) -> str:
        """Return what was written down at a place."""
        kept = self.found.get(place)
        return zlib.decompress(kept).decode() if kept else "(nothing)"


def strip(body: bytes) -> bytes:
    """Take off a page what two readings of it never share."""
    for pattern, kept in STRIPPED:
        body = pattern.sub(kept, body)
    return body


def differences(one: Seen, other: Seen) -> dict[str, str]:
    """Return where two lives differ and how, most telling words first."""
    places = sorted({*one.found, *other.found})
    return {
        place: first_difference(one.read(place), other.read(place))
        for place in places
        if one.found.get(place) != other.found.get(place)
    }


def first_difference(one: str, other: str, around: int = 90) -> str:
    """Return the words around the first place where two texts part."""
    start = next(
        (n for n, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]),
        min(len(one), len(other)),
    )
    low = max(start - around, 0)
    return f"{one[low : start + around]!r} / {other[low : start + around]!r}"


# ---- pages --------------------------------------------------------------------------------------


def arguments(life: Life, rule: Rule) -> Iterator[dict[str, str]]:
    """Yield what stands for the arguments of a rule: the house's things, then those of this life."""
    house = life.house
    base = {**own(house.world), **special(house.world).get(rule.endpoint, {})}
    yield {name: base[name] for name in rule.arguments}
    lived = {"difficulty_id": life.difficulty_id, "draft_id": life.draft_id}
    mine = {name: str(one) for name, one in lived.items() if name in rule.arguments and one}
    if mine:
        yield {**{name: base[name] for name in rule.arguments}, **mine}
    for name, table in (("card_id", "quotes_card"), ("person_id", None), ("unit_id", None)):
        if name in rule.arguments:
            for one in _others(house, name, table):
                yield {**{n: base[n] for n in rule.arguments}, name: one}


def _others(house: Twins, name: str, table: str | None) -> list[str]:
    if table:
        assert house.connection is not None
        found = house.connection.scalars(sa.text(f"SELECT id::text FROM {table} ORDER BY id"))
        return list(found)
    known = house.world.people if name == "person_id" else house.world.units
    names = ("mael", "lea", "karim", "omar") if name == "person_id" else ("nantes", "lyon")
    return [str(known[one]) for one in names]


DEVELOPMENT: Final = "/dev/"
"""Pages of a developer's machine alone, where every mail is shown to whoever is there."""


def addresses(
    life: Life, wanted: Iterable[str] = (), endpoints: Iterable[str] = ()
) -> list[tuple[str, str]]:
    """Return the endpoint and address of every page; of some blueprints, or endpoints, only."""
    keep, named = frozenset(wanted), frozenset(endpoints)
    found = [
        (rule.endpoint, address(life.house.app, rule, values))
        for rule in rules(life.house.app, writing=False)
        if not keep or rule.endpoint.split(".")[0] in keep
        if not named or rule.endpoint in named
        if not rule.rule.startswith(DEVELOPMENT)
        for values in arguments(life, rule)
    ]
    return list(dict.fromkeys(found))


def names_to_ask(life: Life) -> list[str]:
    """Return the words a curious person would search for: names of people, units and towns."""
    assert life.house.connection is not None
    people = life.house.connection.scalars(
        sa.text("SELECT given_name || ' ' || family_name FROM accounts_person ORDER BY 1")
    )
    units = life.house.connection.scalars(sa.text("SELECT name FROM network_unit ORDER BY 1"))
    words = {word for name in (*people, *units) for word in name.split()}
    return sorted(words)


SEARCHED: Final = ("/cards?q={}", "/people?q={}", "/units?q={}", "/desk/cards?q={}")


def look_at_pages(
    seen: Seen,
    life: Life,
    stage: str,
    *,
    viewers: Iterable[str],
    wanted: Iterable[str] = (),
    endpoints: Iterable[str] = (),
    fragments: bool = True,
) -> None:
    """Open every address as every viewer, whole and as htmx asks for it."""
    found = addresses(life, wanted, endpoints)
    for viewer in viewers:
        with ids.seeded(f"{stage} {viewer}"):
            client = life.house.enter(viewer)
        for endpoint, url in found:
            _keep_page(seen, client, stage, viewer, url)
            if fragments and endpoint.startswith(("quotes.", "notifications.", "home.")):
                _keep_page(seen, client, stage, viewer, url, **PARTIAL)


PARTIAL: Final = {"HX-Request": "true", "HX-Request-Type": "partial"}


def _keep_page(
    seen: Seen, client: FlaskClient, stage: str, viewer: str, url: str, **headers: str
) -> None:
    label = f"{stage} | {viewer} | {url}{' (partial)' if headers else ''}"
    with ids.seeded(label), client.get(url, headers=headers) as answer:
        kept = {k: v for k, v in answer.headers.items() if k not in HEADERS}
        body = strip(answer.get_data()).decode(errors="backslashreplace")
    seen.pages += 1
    seen.keep(label, f"{answer.status_code}\n{sorted(kept.items())}\n{body}")


def search_names(
    seen: Seen, life: Life, stage: str, viewers: Iterable[str], words: Iterable[str] = ()
) -> None:
    """Search every name, or some words, wherever something is searched."""
    asked = tuple(words) or names_to_ask(life)
    for viewer in viewers:
        with ids.seeded(f"{stage} {viewer} search"):
            client = life.house.enter(viewer)
        for word in asked:
            for url in SEARCHED:
                _keep_page(seen, client, stage, viewer, url.format(word))


def count_statements(seen: Seen, life: Life, stage: str, viewers: Iterable[str]) -> None:
    """Keep what each page of a card asks of the database: what it costs follows from that."""
    shown = ("quotes.card", "quotes.card_body", "quotes.card_mine", "quotes.library")
    found = addresses(life, endpoints=shown)
    for viewer in viewers:
        with ids.seeded(f"{stage} {viewer} pace"):
            client = life.house.enter(viewer)
        for _endpoint, url in found:
            client.get(url)
            with Statements() as sent:
                client.get(url)
            seen.keep(f"{stage} | pace of {viewer} | {url}", sent.sent)


# ---- what is written elsewhere ------------------------------------------------------------------


def rows(house: House, table: str, order: str = "") -> list[dict[str, Any]]:
    """Return a table as plain values."""
    assert house.connection is not None
    return list(house.connection.scalars(sa.text(f"SELECT to_jsonb(t) FROM {table} t {order}")))


def look_at_mails(seen: Seen, life: Life, stage: str) -> None:
    """Keep every mail that left, but those to the people involved."""
    known = {one["id"]: one["email"] for one in rows(life.house, "accounts_person")}
    involved = {known[str(life.house.world.people[n])] for n in INVOLVED - {"coach"}}
    mails = [one["captured"] for one in rows(life.house, "ops.mail") if one["captured"]]
    told = sorted(json.dumps(one, sort_keys=True) for one in mails if one["to"] not in involved)
    seen.keep(f"{stage} | mails", told)


def look_at_jobs(seen: Seen, life: Life, stage: str) -> None:
    """Keep what waits in the queue, arguments included."""
    waiting = [
        {k: v for k, v in one.items() if k not in QUEUE}
        for one in rows(life.house, "procrastinate_jobs", "ORDER BY id")
    ]
    seen.keep(f"{stage} | jobs", waiting)


def look_at_log(seen: Seen, life: Life) -> None:
    """Keep every line of the log."""
    seen.keep("log", [UNTIMED.sub("", line) for line in life.said])


LEFT: Final = {
    "ops.session": "when a browser was last used, minutes apart, as for any visit",
    "quotes_coach_year": "a coach and a year: how many exchanges ended, of nobody in particular",
}
"""Tables allowed to differ once the card is out, and what they hold."""


UNREAD: Final = {"ops.job_done": "job_id", "ops.mail": "captured", "quotes_use_token": "token"}
"""A number of the job library's sequence; the words of mails, kept in development only and looked
at one by one by :func:`look_at_mails`; a keyed hash, which must not hold an identifier either."""


def look_at_database(seen: Seen, life: Life, stage: str) -> None:
    """Keep the whole database: what its owner may read once the card is out.

    Rows that hold the identifier of somebody involved are counted as well, however it is written.
    """
    assert life.house.connection is not None
    names = life.house.connection.scalars(
        sa.text(
            "SELECT n.nspname || '.' || c.relname FROM pg_class c"
            " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname IN ('public', 'ops')"
            " AND c.relkind IN ('r', 'p') AND NOT c.relispartition"
            " AND has_table_privilege(c.oid, 'SELECT') ORDER BY 1"
        )
    ).all()
    spelt = {name: _spelt(life, name) for name in sorted(INVOLVED - {"coach"})}
    for name in names:
        table = name.removeprefix("public.")
        if table in LEFT:
            continue
        found = rows(life.house, table)
        kept = sorted(json.dumps(_plain(table, one), sort_keys=True) for one in found)
        seen.keep(f"{stage} | table {table}", kept)
        whole = [json.dumps(one) for one in found]
        for who, ways in spelt.items():
            held = sum(any(way in one for way in ways) for one in whole)
            seen.keep(f"{stage} | {who} in table {table}", str(held))


def _spelt(life: Life, name: str) -> tuple[str, ...]:
    who = str(life.house.world.people[name])
    return who, who.replace("-", ""), who.encode().hex()


def _plain(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    if table.startswith("procrastinate"):
        return {k: v for k, v in row.items() if k not in QUEUE}
    hidden = UNREAD.get(table, "")
    return {k: v for k, v in row.items() if k != hidden}
