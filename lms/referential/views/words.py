"""What the pages of the referential call things."""

from collections.abc import Mapping
from datetime import date

from lms.core.i18n import _, _l, format_day, language_name, ngettext, spoken
from lms.core.references import Column
from lms.referential.rules import Gap, Kind, Missing
from lms.referential.rules.lineage import Relation
from lms.referential.rules.translations import Standing
from lms.referential.rules.voices import Group, Heard


@spoken
def kind_name(kind: Kind) -> str:
    """Return how a referential is called."""
    return {
        Kind.SERVICE: _("With customers"),
        Kind.MANAGEMENT: _("Managing"),
        Kind.COOPERATION: _("Between teams"),
    }[kind]


@spoken
def title_of(kind: Kind) -> str:
    """Return the title of a referential's page."""
    return {
        Kind.SERVICE: _("Our referential"),
        Kind.MANAGEMENT: _("Our referential of management"),
        Kind.COOPERATION: _("Our referential of cooperation"),
    }[kind]


@spoken
def expects_of(kind: Kind) -> str:
    """Return the words before what is expected at a moment."""
    return {
        Kind.SERVICE: _("What the customer expects"),
        Kind.MANAGEMENT: _("What the team expects of who leads it"),
        Kind.COOPERATION: _("What a colleague expects"),
    }[kind]


@spoken
def group_name(group: Group) -> str:
    """Return how a group is called."""
    return {
        Group.FRONTLINE: _("In contact with customers"),
        Group.MANAGERS: _("Leading stores"),
        Group.BRAND: _("Head office"),
    }[group]


def people_words(group: Group, people: int) -> str:
    """Return how many people of a group, in words."""
    if group is Group.FRONTLINE:
        return ngettext(
            "%(num)s person in contact with customers",
            "%(num)s people in contact with customers",
            people,
        )
    if group is Group.MANAGERS:
        return ngettext(
            "%(num)s person who leads a store or coaches",
            "%(num)s people who lead stores or coach",
            people,
        )
    return ngettext("%(num)s person of head office", "%(num)s people of head office", people)


def written_with(heard: Mapping[Group, Heard]) -> list[str]:
    """Return with whom a version was written, a line per group that took part."""
    return [
        people_words(group, heard[group].people)
        for group in Group
        if group in heard and heard[group].people
    ]


@spoken
def relation_name(relation: Relation) -> str:
    """Return what became of an item."""
    return {
        Relation.SAME: _("unchanged"),
        Relation.REWORDED: _("reworded"),
        Relation.SPLIT: _("split"),
        Relation.MERGED: _("merged"),
        Relation.RETIRED: _("retired"),
        Relation.NEW: _("new"),
    }[relation]


@spoken
def item_kind(kind: str) -> str:
    """Return how a kind of item is called."""
    return {"attitude": _("Attitude"), "moment": _("Moment of truth"), "skill": _("Skill")}[kind]


def column_names() -> dict[str, str]:
    """Return the columns of the coverage."""
    return {
        Column.LESSON: _("Lesson"),
        Column.SKILL: _("Skill"),
        Column.OBSERVATION: _("Observation"),
        Column.CRITERION: _("Criterion"),
        Column.CARD: _("Card"),
    }


def gap_words(missing: Missing) -> str:
    """Return a gap as a sentence with its cure."""
    people = {
        Gap.VOICES_FRONTLINE: Group.FRONTLINE,
        Gap.VOICES_MANAGERS: Group.MANAGERS,
        Gap.VOICES_BRAND: Group.BRAND,
    }
    if missing.gap in people:
        said = people_words(people[missing.gap], int(missing.about))
        return _("Hear more of those who will carry it: %(people)s at least.", people=said)
    if missing.gap is Gap.NOT_CONSULTED:
        if not missing.about:
            return _("Let everybody read it and comment first.")
        ends = format_day(date.fromisoformat(missing.about))
        return _("Everybody can comment until %(day)s, this day included.", day=ends)
    if missing.gap is Gap.LANGUAGE:
        locale, _sep, lacking = missing.about.partition(" ")
        return ngettext(
            "%(language)s: %(num)s text is left to translate or to read again.",
            "%(language)s: %(num)s texts are left to translate or to read again.",
            int(lacking),
            language=language_name(locale),
        )
    return _word_gap(missing)


def _word_gap(missing: Missing) -> str:
    words = {
        Gap.ATTITUDES: _("Write exactly three attitudes."),
        Gap.PROMISE: _("Write the promise."),
        Gap.CHANNELS: _("Add a channel at least."),
        Gap.TOO_FEW_MOMENTS: _("Choose a moment at least for %(name)s."),
        Gap.TOO_MANY_MOMENTS: _("Keep five moments at most for %(name)s."),
        Gap.NO_RITUAL: _("Write a ritual or a clue for %(name)s."),
        Gap.NO_CHANNEL: _("Put %(name)s in a channel, or remove it."),
        Gap.NO_EXPECTATION: _("Say what is expected at %(name)s: everything starts there."),
        Gap.NO_FEELING: _("Say what is felt at %(name)s."),
        Gap.NO_SERVICE: _("Publish the service referential first: mirrors answer it."),
        Gap.NO_MIRROR: _("Say what answers %(name)s, or why nothing does."),
        Gap.MIRROR_UNKNOWN: _("What answers %(name)s is not in this draft any more."),
        Gap.MIRROR_TWICE: _("%(name)s answers several items: keep one."),
        Gap.MIRRORS_NOTHING: _("%(name)s answers nothing: tie it, or remove it."),
        Gap.LINEAGE: _("%(name)s comes from an item that is split too: one change at a time."),
    }[missing.gap]
    return words % {"name": missing.about}


FIELDS = {
    "words": _l("In one sentence"),
    "name": _l("Name"),
    "meaning": _l("What it means here"),
    "expectation": _l("What is expected"),
    "emotion": _l("What they feel"),
    "rituals": _l("Rituals, one a line"),
    "clues": _l("Clues, one a line"),
    "reason": _l("Why it has no mirror"),
}
"""What a text to translate is, by field."""


@spoken
def standing_name(standing: Standing) -> str:
    """Return where a translation is."""
    return {
        Standing.MISSING: _("To translate"),
        Standing.WRITTEN: _("To read again"),
        Standing.REVIEWED: _("Read again"),
        Standing.STALE: _("The original changed"),
    }[standing]


TONES = {Standing.REVIEWED: "ok", Standing.WRITTEN: "info", Standing.STALE: "human"}
"""The colour of each, where it has one."""
