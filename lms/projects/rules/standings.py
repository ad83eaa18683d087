"""Where stores stand as those above read it: each beside its own past, and all in one figure.

Never a ranking: those to help come first, the others by name. Figures are exact fractions, written
down as pairs of whole numbers where they are kept.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from lms.projects.rules.pillars import Pillar, Share

NONE = "none"
"""The state of a project that was never opened."""
NOTHING = Fraction()
SHARES = "shares"
"""Where a standing written down holds its shares: what a list of stores does not show."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one store stands."""

    state: str
    """Of its project; "none" without one."""
    value: Fraction | None
    """Its progress, 0 to 1; None: nothing applies."""
    trend: Fraction | None
    """Beside its own past, over what applied both times; None without a past."""
    days_since_visit: int | None
    """None: nobody ever visited."""
    shares: Mapping[Pillar, Share]
    """Of pillars that apply."""

    @property
    def before(self) -> Fraction | None:
        """Return where it stood, told by the same pillars as now."""
        return None if self.value is None or self.trend is None else self.value - self.trend

    def plain(self) -> dict[str, Any]:
        """Return it as it is written down."""
        return {
            "state": self.state,
            "value": _pair(self.value),
            "trend": _pair(self.trend),
            "visit": self.days_since_visit,
            SHARES: _pairs(self.shares),
        }


def read_standing(plain: Mapping[str, Any]) -> Standing:
    """Return a standing from what :meth:`Standing.plain` wrote, shares left out or not."""
    value, trend = _fraction(plain["value"]), _fraction(plain["trend"])
    return Standing(plain["state"], value, trend, plain["visit"], _shares(plain.get(SHARES, {})))


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean that can be put together with another."""

    total: Fraction = NOTHING
    count: int = 0

    @property
    def value(self) -> Fraction | None:
        """Return the mean, or None of nothing."""
        return self.total / self.count if self.count else None

    def __add__(self, other: "Mean") -> "Mean":
        """Return the mean of both, each thing weighing the same."""
        return Mean(self.total + other.total, self.count + other.count)


@dataclass(frozen=True, slots=True)
class Whole:
    """A region, or the network, in figures."""

    units: int = 0
    with_project: int = 0
    now: Mean = field(default_factory=Mean)
    then: Mean = field(default_factory=Mean)
    pillars: Mapping[Pillar, Share] = field(default_factory=dict)
    """All units in one pot; those that apply nowhere are absent."""

    @property
    def progress(self) -> Fraction | None:
        """Return the mean of the units that have a progress, each weighing the same."""
        return self.now.value

    @property
    def before(self) -> Fraction | None:
        """Return the mean of where those with a past stood."""
        return self.then.value

    def __add__(self, other: "Whole") -> "Whole":
        """Return both together: regions add up to the network."""
        return Whole(
            self.units + other.units,
            self.with_project + other.with_project,
            self.now + other.now,
            self.then + other.then,
            _pots([self.pillars, other.pillars]),
        )

    def plain(self) -> dict[str, Any]:
        """Return it as it is written down."""
        return {
            "units": self.units,
            "with_project": self.with_project,
            "now": [*_written(self.now.total), self.now.count],
            "then": [*_written(self.then.total), self.then.count],
            "pillars": _pairs(self.pillars),
        }


def read_whole(plain: Mapping[str, Any]) -> Whole:
    """Return a whole from what :meth:`Whole.plain` wrote."""
    now, then = (Mean(Fraction(num, den), n) for num, den, n in (plain["now"], plain["then"]))
    return Whole(plain["units"], plain["with_project"], now, then, _shares(plain["pillars"]))


def whole_of(standings: Iterable[Standing], past: Iterable[Standing] | None = None) -> Whole:
    """Return the figures of several units together.

    ``past``: the units that were there then, where they are not the same: what happened stays where
    it happened.
    """
    known = list(standings)
    were = known if past is None else past
    return Whole(
        units=len(known),
        with_project=sum(one.state != NONE for one in known),
        now=_mean(one.value for one in known),
        then=_mean(one.before for one in were),
        pillars=_pots(one.shares for one in known),
    )


def _mean(values: Iterable[Fraction | None]) -> Mean:
    known = [one for one in values if one is not None]
    return Mean(sum(known, NOTHING), len(known))


def _pots(known: Iterable[Mapping[Pillar, Share]]) -> dict[Pillar, Share]:
    found: dict[Pillar, tuple[Fraction, Fraction]] = {}
    for shares in known:
        for pillar, share in shares.items():
            num, den = found.get(pillar, (NOTHING, NOTHING))
            found[pillar] = (num + share.num, den + share.den)
    return {pillar: Share(num, den) for pillar, (num, den) in found.items()}


def _written(value: Fraction) -> list[int]:
    return [value.numerator, value.denominator]


def _pair(value: Fraction | None) -> list[int] | None:
    return None if value is None else _written(value)


def _fraction(pair: list[int] | None) -> Fraction | None:
    return None if pair is None else Fraction(*pair)


def _pairs(shares: Mapping[Pillar, Share]) -> dict[str, list[int]]:
    return {one.value: _written(share.num) + _written(share.den) for one, share in shares.items()}


def _shares(plain: Mapping[str, list[int]]) -> dict[Pillar, Share]:
    return {
        Pillar(code): Share(Fraction(num, of), Fraction(den, by))
        for code, (num, of, den, by) in plain.items()
    }
