"""Figures, distances and states of the label, in words a store acts upon."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

from lms.core.i18n import LOCALES, _, format_number, locale, ngettext, spoken
from lms.core.policies import PANEL_SIZE
from lms.core.policy import number
from lms.labels.models import Ballot, Season
from lms.labels.notices import level_name
from lms.labels.queries.store import Ring, in_locale
from lms.labels.rules.gap import Gap, Step
from lms.labels.rules.grid import LEVELS, Criterion, Direction, Level, Scale
from lms.labels.rules.series import Sentence

TENTH = 10
LONGEST_NAME = 100


def name_in(names: Mapping[str, str], code: str) -> str:
    """Return what a label, a figure or a measure is called in the reader's language, else its code."""
    return in_locale(names, locale(), tuple(names)) or code


@spoken
def measure_words(code: str) -> str:
    """Return what a computed measure is about; its code where nobody named it."""
    said = {
        "courses.path_completion": _("Paths finished by the team"),
        "courses.required_share": _("Required lessons done by the team"),
        "coaching.days_rated": _("Visits of the coach with the store's opinion"),
        "coaching.observations_debriefed": _("Observations talked over"),
        "coaching.observations_per_person": _("Observations talked over, per person"),
        "projects.diagnostic_done": _("Parts of the diagnosis done"),
        "projects.actions_verified": _("Actions verified by the date"),
        "projects.rituals_held": _("Rituals held"),
    }
    return said.get(code) or code


def typed_names(form: Mapping[str, str]) -> dict[str, str]:
    """Return the name typed in each language, empty where nothing is."""
    return {one: form.get(f"name.{one}", "").strip()[:LONGEST_NAME] for one in LOCALES}


def rounded(value: Fraction, *, down: bool = True) -> float:
    """Return a figure to a tenth, rounded so that it never seems better than it is."""
    turn = math.floor if down else math.ceil
    return turn(value * TENTH) / TENTH


def value_words(criterion: Criterion, value: Fraction | None) -> str:
    """Return a figure in the unit of its criterion: "86 %", "yes", "3"."""
    if value is None:
        return _("nothing yet")
    if criterion.scale is Scale.YES_NO:
        return _("yes") if value else _("no")
    shown = format_number(rounded(value, down=criterion.direction is Direction.UP))
    if criterion.scale is Scale.PERCENT:
        return _("%(value)s%%", value=shown)
    if criterion.scale is Scale.POINTS:
        return f"+{shown}" if value > 0 else shown
    return shown


def threshold_words(criterion: Criterion, level: Level) -> str:
    """Return what a level asks of a criterion, or that it does not look at it."""
    asked = criterion.thresholds.get(level)
    if asked is None:
        return _("not looked at")
    if criterion.scale is Scale.YES_NO:
        return _("asked")
    value = value_words(criterion, asked)
    if criterion.direction is Direction.DOWN:
        return _("%(value)s at most", value=value)
    return _("%(value)s at least", value=value)


def asked_words(criterion: Criterion, level: Level, year: int) -> str:
    """Return what a level asked in another year: "90 in 2026"."""
    asked = criterion.thresholds.get(level)
    if asked is None:
        return _("not looked at in %(year)s", year=year)
    if criterion.scale is Scale.YES_NO:
        return _("asked in %(year)s", year=year)
    return _("%(value)s in %(year)s", value=value_words(criterion, asked), year=year)


def unit_of(scale: str) -> str:
    """Return what follows a threshold as one types it."""
    return {"percent": "%", "points": _("pts")}.get(scale, "")


def step_words(criterion: Criterion, step: Step) -> str:
    """Return what lacks for the next level: the distance, then the act it comes to."""
    level = level_name(step.level)
    if criterion.scale is Scale.YES_NO:
        return _("To do for the %(level)s level.", level=level)
    if step.missing is None:
        asked = threshold_words(criterion, step.level)
        return _("Nothing known yet. The %(level)s level asks %(asked)s.", level=level, asked=asked)
    if step.answers_short:
        return ngettext(
            "%(num)s answer more is needed before this counts.",
            "%(num)s answers more are needed before this counts.",
            step.answers_short,
        )
    if not step.missing:
        return _("So few answers do not settle it yet.")
    return _distance(criterion, step, level)


def _distance(criterion: Criterion, step: Step, level: str) -> str:
    assert step.missing is not None  # noqa: S101 - the caller has looked
    far = format_number(rounded(step.missing, down=False))
    acts = step.more if step.more and criterion.scale is Scale.PERCENT else 0
    if criterion.direction is Direction.DOWN:
        return _("Still %(far)s too many for the %(level)s level.", far=far, level=level)
    if acts:
        return ngettext(
            "%(far)s points more for the %(level)s level: that is once more.",
            "%(far)s points more for the %(level)s level: that is %(num)s times more.",
            acts,
            far=far,
            level=level,
        )
    if criterion.scale in {Scale.PERCENT, Scale.POINTS}:
        return _("%(far)s points more for the %(level)s level.", far=far, level=level)
    return _("%(far)s more for the %(level)s level.", far=far, level=level)


def gap_words(gap: Gap) -> str:
    """Return the distance to the next level in one sentence."""
    if gap.next is None:
        return _("Everything the gold level asks is there")
    level = level_name(gap.next)
    if not gap.reachable:
        return _("The %(level)s level cannot be reached with what applies here", level=level)
    return ngettext(
        "%(num)s criterion is left before the %(level)s level",
        "%(num)s criteria are left before the %(level)s level",
        len(gap.steps),
        level=level,
    )


def share_words(share: Fraction | None) -> str:
    """Return a share as a percentage, rounded down."""
    if share is None:
        return _("n/a")
    return _("%(value)s%%", value=format_number(math.floor(share * 100)))


def story_words(sentence: Sentence) -> str:
    """Return what happened between two years, fairly: the bar apart from the service."""
    words = {
        Sentence.BAR_ROSE: _("The bar rose. Your service held."),
        Sentence.BAR_ROSE_SERVICE_ROSE: _("The bar rose, and your service rose too."),
        Sentence.BAR_ROSE_SERVICE_FELL: _("The bar rose, and what stayed the same went down."),
        Sentence.BAR_FELL: _("The bar came down. Your service held."),
        Sentence.BAR_FELL_SERVICE_FELL: _("The bar came down, and what stayed the same too."),
        Sentence.SERVICE_ROSE: _("On what stayed the same, your service rose."),
        Sentence.SERVICE_FELL: _("On what stayed the same, your service went down."),
        Sentence.SAME: _("The bar and your service are where they were."),
        Sentence.CANNOT_COMPARE: _("Too much changed between the two grids to compare."),
    }
    return words[sentence]


@spoken
def state_words(state: str) -> str:
    """Return where an application is."""
    words = {
        "open": _("open"),
        "self_assessed": _("being filled in"),
        "submitted": _("submitted"),
        "audited": _("audited"),
        "proposed": _("before the panel"),
        "decided": _("decided"),
        "final": _("final"),
        "appealed": _("under appeal"),
        "lapsed": _("not submitted in time"),
    }
    return words.get(state) or state


@spoken
def status_words(status: str) -> str:
    """Return what an award is worth today."""
    words = {
        "active": _("active"),
        "expired": _("expired"),
        "suspended": _("suspended"),
        "withdrawn": _("withdrawn"),
        "ended": _("at an end"),
    }
    return words.get(status) or _("none")


@spoken
def verdict_words(verdict: str) -> str:
    """Return what was said of an evidence."""
    words = {
        "sent": _("to be looked at"),
        "approved": _("approved"),
        "rejected": _("not kept"),
        "withdrawn": _("taken back"),
    }
    return words.get(verdict) or verdict


@spoken
def type_words(kind: str) -> str:
    """Return a kind of evidence."""
    words = {
        "photo": _("a photo"),
        "document": _("a document"),
        "note": _("a note"),
        "visit": _("a visit"),
    }
    return words.get(kind) or kind


@spoken
def mode_words(mode: str) -> str:
    """Return how an audit is held."""
    words = {"onsite": _("on site"), "remote": _("from afar"), "mystery": _("mystery visit")}
    return words.get(mode) or mode


def tone(verdict: str) -> str:
    """Return the colour of the chip of a verdict or of a status."""
    return {"approved": "ok", "active": "ok", "rejected": "human", "sent": "info"}.get(verdict, "")


def plain_value(kept: str) -> str:
    """Return a kept figure as one would type it again: "12,5", not "25/2"."""
    value = Fraction(kept)
    shown = value.numerator if value.denominator == 1 else float(value)
    return str(shown).replace(".", ",") if locale() == "fr" else str(shown)


def last_day(after: date) -> date:
    """Return the last day of what is over on ``after``."""
    return after - timedelta(days=1)


@spoken
def flag_words(flag: str) -> str:
    """Return what a store's particular year changes for it."""
    words = {
        "late_opening": _("Your store opened during the year: half the answers are enough."),
        "closed": _("Your store closed during the year."),
        "refit": _("Your store was closed for works for part of the year."),
        "moved": _("Your store changed region during the year."),
    }
    return words.get(flag, "")


def kinds(criterion: Criterion) -> list[str]:
    """Return the kinds of evidence a criterion takes; all of them when it is empty."""
    return [kind.value for kind in criterion.evidence.types]


def exact(kept: str) -> Fraction:
    """Return a kept figure."""
    return Fraction(kept)


@spoken
def found_words(status: str) -> str:
    """Return what an auditor found."""
    words = {
        "met": _("It is there."),
        "not_met": _("It is not there yet."),
        "na": _("It does not apply here."),
    }
    return words.get(status) or status


def levels_words(levels: Iterable[Level]) -> str:
    """Return levels by name, the first first."""
    return ", ".join(level_name(one.value) for one in LEVELS if one in set(levels))


def rules_of(criterion: Criterion, na_when: str) -> list[tuple[str, str]]:
    """Return how a criterion is looked at: its source, its weight, its evidence, when it applies."""
    rule = criterion.evidence
    found = [(_("Weight"), format_number(float(criterion.weight)))]
    if criterion.measure.source:
        found.append((_("Where the figure comes from"), criterion.measure.source))
    if criterion.n_min:
        found.append(
            (
                _("To count, it needs"),
                ngettext("%(num)s answer", "%(num)s answers", criterion.n_min),
            )
        )
    if rule.types:
        shown = ", ".join(type_words(kind.value) for kind in rule.types)
        found.append((_("Evidence taken"), shown))
    if rule.max_age_days:
        age = ngettext(
            "%(num)s day at most, on the last day",
            "%(num)s days at most, on the last day",
            rule.max_age_days,
        )
        found.append((_("Age of the evidence"), age))
    if criterion.na.allowed:
        found.append((_("May not apply"), na_when or _("with a reason")))
    return found


def read_only(rings: Iterable[Ring]) -> list[tuple[str, str]]:
    """Return computed figures by title."""
    return [(one.title, value_words(one.criterion, one.value)) for one in rings]


def years(seasons: Iterable[Season]) -> list[tuple[str, str]]:
    """Return the choices of a year."""
    return [(str(one.id), str(one.year)) for one in seasons]


def votes_words(ballots: Sequence[Ballot], level: str | None = None) -> str:
    """Return how many more who think the same make the decision, for a level or the nearest one."""
    said = Counter(one.level for one in ballots)
    if level is None:
        level = max(said, key=lambda one: said[one], default="")
    missing = int(number(PANEL_SIZE)) - said[level]
    if not said[level] or missing <= 0:
        return ""
    return ngettext(
        "%(num)s more vote for this level decides: %(level)s.",
        "%(num)s more votes for this level decide: %(level)s.",
        missing,
        level=level_name(level),
    )
