"""``python3 dev.py reidentify``: who could still be found, by what a card shows and by whom.

Reads the network of the present database (the demo's, say), lets people report at random for some
quarters, and counts for each card how many people it could come from in the eyes of an attacker.
Prints a Markdown table: share of cards with fewer than five candidates, and with a single one.
"""

import argparse
import json
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import select, text

from lms.app import create_app
from lms.cli.place import database_ready
from lms.core import clock
from lms.core.db import session
from lms.network.rules import CHANNELS
from lms.quotes.models import Card
from lms.quotes.queries.candidates import SPOKEN, stand
from lms.quotes.rules.facets import Facets

FEW = 5
WEEKS = 13


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the directory, which everybody may read."""

    id: UUID
    unit: UUID
    region: UUID
    job: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What a card is about, its facets as the product lets them out."""

    theme: UUID | None
    moment: UUID | None
    channel: str | None
    level: str | None
    places: frozenset[UUID]
    """Stores where it may have been lived, as far as moment and channel tell."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A report, the coach who came, and the week of their talk."""

    person: Person
    coach: UUID
    week: int
    subject: Subject


@dataclass(frozen=True)
class Network:
    """The directory, who coaches which store, and what cards are about."""

    people: tuple[Person, ...]
    coach_of: Mapping[UUID, UUID]
    subjects: tuple[Subject, ...]


# ---- what a card may show -----------------------------------------------------------------------

Same = Callable[[Exchange, Exchange], bool]
"""Tells whether two exchanges show the same thing."""


def _by(read: Callable[[Exchange], object]) -> Same:
    return lambda one, other: read(one) == read(other)


SHOWN: Final[Mapping[str, Same]] = {
    "theme": _by(lambda x: x.subject.theme),
    "moment": _by(lambda x: x.subject.moment),
    "channel": _by(lambda x: x.subject.channel),
    "level": _by(lambda x: x.subject.level),
    "region": _by(lambda x: x.person.region),
    "job": _by(lambda x: x.person.job),
    "unit": _by(lambda x: x.person.unit),
    "coach": _by(lambda x: x.coach),
    "week": _by(lambda x: x.week),
}
TOLD: Final = frozenset({"theme", "moment", "channel", "level"})
"""What only somebody who knows what the talk was about can compare."""

TODAY: Final = ("theme", "moment", "channel", "level")
VARIANTS: Final[tuple[tuple[str, ...], ...]] = (
    ("theme",),
    TODAY,
    (*TODAY, "region"),
    (*TODAY, "job"),
    (*TODAY, "coach"),
    (*TODAY, "week"),
    ("theme", "coach"),
    ("coach", "week"),
    ("unit", "job"),
)
"""Facets shown beside the quarter; the second line is what a card shows."""


# ---- attackers ----------------------------------------------------------------------------------


def directory(card: Exchange, shown: Iterable[str], network: Network) -> set[UUID]:
    """Return who could have reported it for somebody who only has the directory."""
    tests: dict[str, Callable[[Person], bool]] = {
        "unit": lambda p: p.unit == card.person.unit,
        "region": lambda p: p.region == card.person.region,
        "job": lambda p: p.job == card.person.job,
        "coach": lambda p: network.coach_of.get(p.unit) == card.coach,
    }
    asked = [tests[name] for name in shown if name in tests]
    known = set(shown)
    placed = known & {"moment", "channel"} and card.subject.places
    return {
        p.id
        for p in network.people
        if all(test(p) for test in asked) and (not placed or p.unit in card.subject.places)
    }


def _seen(
    card: Exchange, shown: Iterable[str], exchanges: Iterable[Exchange], *, told: bool
) -> set[UUID]:
    """Return the people of those exchanges that show what the card shows."""
    same = [SHOWN[name] for name in shown if told or name not in TOLD]
    return {one.person.id for one in exchanges if all(test(one, card) for test in same)}


def outsider(
    card: Exchange, shown: Sequence[str], network: Network, _all: Sequence[Exchange]
) -> int:
    """Has the directory, and knows nobody."""
    return len(directory(card, shown, network))


Place = Callable[[Person], UUID]


def _neighbour(
    card: Exchange,
    shown: Sequence[str],
    network: Network,
    every: Sequence[Exchange],
    *,
    told: bool,
    place: Place = lambda who: who.unit,
) -> int:
    """Count who is left: those seen with a coach at home, everybody of the directory elsewhere."""
    home = place(card.person)
    here = {p.id for p in network.people if place(p) == home}
    elsewhere = directory(card, shown, network) - here
    mine = [one for one in every if place(one.person) == home]
    return len(elsewhere | _seen(card, shown, mine, told=told))


def colleague(
    card: Exchange, shown: Sequence[str], network: Network, every: Sequence[Exchange]
) -> int:
    """Works in the reporter's store and saw whom the coach came for, and when."""
    return _neighbour(card, shown, network, every, told=False)


def manager(
    card: Exchange, shown: Sequence[str], network: Network, every: Sequence[Exchange]
) -> int:
    """Runs the store, saw whom the coach came for, and guessed what each talk was about."""
    return _neighbour(card, shown, network, every, told=True)


def lead(card: Exchange, shown: Sequence[str], network: Network, every: Sequence[Exchange]) -> int:
    """Runs the region, saw every visit of its coaches, and guessed what each talk was about."""
    return _neighbour(card, shown, network, every, told=True, place=lambda who: who.region)


def all_seeing(
    card: Exchange, shown: Sequence[str], _network: Network, every: Sequence[Exchange]
) -> int:
    """Saw every talk of the whole network, and knows what each one was about: nobody is that."""
    return len(_seen(card, shown, every, told=True))


Attacker = Callable[[Exchange, Sequence[str], Network, Sequence[Exchange]], int]
ATTACKERS: Final[Mapping[str, Attacker]] = {
    "outsider": outsider,
    "colleague": colleague,
    "manager": manager,
    "regional lead": lead,
    "all-seeing": all_seeing,
}


# ---- the simulation -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Share:
    """Of all cards, the shares with fewer than five candidates and with one."""

    few: float
    one: float


def report(network: Network, rate: float, chance: random.Random) -> list[Exchange]:
    """Let everybody whose store has a coach report with probability ``rate`` in a quarter."""
    return [
        Exchange(
            who,
            network.coach_of[who.unit],
            chance.randrange(WEEKS),
            chance.choice(network.subjects),
        )
        for who in network.people
        if who.unit in network.coach_of and chance.random() < rate
    ]


def simulate(
    network: Network, *, rate: float, quarters: int, seed: int = 1
) -> tuple[dict[tuple[tuple[str, ...], str], Share], float]:
    """Return the shares by facets shown and attacker, and how many cards a quarter has."""
    chance = random.Random(seed)
    counts: dict[tuple[tuple[str, ...], str], list[int]] = defaultdict(list)
    cards = 0
    for _quarter in range(quarters):
        every = report(network, rate, chance)
        cards += len(every)
        for shown in VARIANTS:
            for name, attack in ATTACKERS.items():
                counts[shown, name] += [attack(card, shown, network, every) for card in every]
    shares = {
        key: Share(
            sum(one < FEW for one in found) / len(found),
            sum(one <= 1 for one in found) / len(found),
        )
        for key, found in counts.items()
        if found
    }
    return shares, cards / quarters


def table(shares: Mapping[tuple[tuple[str, ...], str], Share]) -> str:
    """Return the shares as a Markdown table: under five candidates (and singled out)."""
    lines = [
        "| shown beside the quarter | " + " | ".join(ATTACKERS) + " |",
        "|---|" + "--:|" * len(ATTACKERS),
    ]
    for shown in VARIANTS:
        cells = [
            f"{shares[shown, name].few:.0%} ({shares[shown, name].one:.0%})" for name in ATTACKERS
        ]
        words = " + ".join(shown)
        lines.append(f"| {f'**{words}**' if shown == TODAY else words} | {' | '.join(cells)} |")
    return "\n".join(lines)


def read_network() -> Network:
    """Read who works where today, who coaches, and what the published cards are about."""
    day = clock.today()
    people = session.execute(
        text(
            "SELECT DISTINCT ON (m.person_id) m.person_id, m.unit_id, r.region_id, p.name"
            " FROM network_membership m JOIN network_position p ON p.id = m.position_id"
            " JOIN network_unit_region r ON r.unit_id = m.unit_id AND r.during @> :day"
            " JOIN network_wave w ON w.unit_id = m.unit_id AND w.capability = 'quotes'"
            " AND w.during @> :day WHERE m.during @> :day ORDER BY m.person_id, m.is_primary DESC"
        ),
        {"day": day},
    )
    coaches = session.execute(
        text(
            "SELECT unit_id, person_id FROM network_mandate"
            " WHERE kind = 'coach' AND unit_id IS NOT NULL AND during @> :day ORDER BY unit_id, id"
        ),
        {"day": day},
    )
    asked = session.execute(
        select(Card.theme_uid, Card.moment_uid, Card.channel, Card.level).where(
            Card.kind == "anonymous"
        )
    )
    subjects = []
    for row in asked:
        kept = stand(Facets(*row), day).facets
        places = _places(kept.moment_uid, kept.channel, day)
        subjects.append(Subject(kept.theme_uid, kept.moment_uid, kept.channel, kept.level, places))
    return Network(
        tuple(Person(*row) for row in people),
        {row.unit_id: row.person_id for row in coaches},
        tuple(subjects),
    )


def _places(moment: UUID | None, channel: str | None, day: date) -> frozenset[UUID]:
    """Return the stores that have the channels a card speaks of; all of them when it says none."""
    spoken = {channel} if channel else _channels_of(moment)
    found = session.execute(
        text(
            "SELECT u.id, u.channels FROM network_unit u JOIN network_wave w ON w.unit_id = u.id"
            " WHERE w.capability = 'quotes' AND w.during @> :day"
        ),
        {"day": day},
    )
    return frozenset(row.id for row in found if not spoken or spoken & set(row.channels))


def _channels_of(moment: UUID | None) -> set[str]:
    codes = session.scalars(
        text(
            "SELECT c.code FROM referential_moment m JOIN referential_version v"
            " ON v.id = m.version_id AND v.state = 'published'"
            " JOIN referential_channel_moment cm ON cm.moment_id = m.id"
            " JOIN referential_channel c ON c.id = cm.channel_id WHERE m.uid = :moment"
        ),
        {"moment": moment},
    )
    said = {SPOKEN.get(code, code) for code in codes}
    return said if said <= set(CHANNELS) else set()


def main() -> None:
    """Read the options, simulate, print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rate", type=float, default=0.15, help="reports a person and quarter")
    asked.add_argument("--quarters", type=int, default=8)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--json", action="store_true")
    given = asked.parse_args()

    with database_ready(), create_app().app_context():
        network = read_network()
    shares, cards = simulate(network, rate=given.rate, quarters=given.quarters, seed=given.seed)
    if given.json:
        told = {f"{'+'.join(k[0])}|{k[1]}": [v.few, v.one] for k, v in shares.items()}
        print(json.dumps(told, indent=1))
        return
    units = len({p.unit for p in network.people})
    print(
        f"{units} stores and offices, {len(network.people)} people, {cards:.0f} cards a quarter\n"
    )
    print(table(shares))


if __name__ == "__main__":
    main()
