"""The words of the referential a difficulty or a card may carry: practices, moments, channels."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    CompoundSelect,
    ScalarSelect,
    Uuid,
    any_,
    bindparam,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute

from lms.core.db import session
from lms.core.i18n import _, spoken
from lms.network.queries.words import channel_name
from lms.network.rules import CHANNELS
from lms.quotes.rules.facets import Level, NoCard, Reach, Redirect, Urgency
from lms.referential import models
from lms.referential.queries import Item, list_items, said_name


@dataclass(frozen=True, slots=True)
class Options:
    """What chips and lists offer."""

    themes: tuple[Item, ...]
    """Practices (skills) of the published referential."""
    moments: tuple[Item, ...]
    channels: tuple[tuple[str, str], ...]
    levels: tuple[tuple[str, str], ...]


def get_options() -> Options:
    """Return what a difficulty or a card may be about today."""
    items = list_items()
    return Options(
        themes=tuple(one for one in items if one.kind == "skill"),
        moments=tuple(one for one in items if one.kind == "moment"),
        channels=tuple((code, channel_name(code)) for code in CHANNELS),
        levels=tuple((one.value, level_name(one)) for one in Level),
    )


def names_of(uids: Iterable[UUID | None]) -> dict[UUID | None, str]:
    """Return the latest name of practices and moments, those that left the referential included."""
    wanted = {uid for uid in uids if uid is not None}
    if not wanted:
        return {}
    rows = session.execute(_names(), {"uids": list(wanted)})
    return {row.uid: row.name for row in rows}


def last_name(
    model: type[models.Skill | models.Moment], uid: ColumnElement[Any] | InstrumentedAttribute[Any]
) -> ScalarSelect[str]:
    """Select the latest name of the item that column ``uid`` holds, as :func:`names_of` does."""
    named = select(said_name(model)).join(models.Version, models.Version.id == model.version_id)
    named = named.where(model.uid == uid, models.Version.published_at.is_not(None))
    return named.order_by(models.Version.number.desc()).limit(1).scalar_subquery()


@lru_cache
def _names() -> "CompoundSelect[*tuple[Any, ...]]":
    said = [
        select(model.uid, said_name(model).label("name"), models.Version.number)
        .join(models.Version, models.Version.id == model.version_id)
        .where(
            model.uid == any_(bindparam("uids", type_=ARRAY(Uuid))),
            models.Version.published_at.is_not(None),
        )
        for model in (models.Skill, models.Moment)
    ]
    return union_all(*said).order_by("number")


@spoken
def level_name(level: str) -> str:
    """Return a level as people say it; an unknown one as it is written."""
    return {
        Level.BEGINNER.value: _("Beginner"),
        Level.INTERMEDIATE.value: _("Intermediate"),
        Level.EXPERT.value: _("Expert"),
    }.get(str(level), str(level))


@spoken
def urgency_name(urgency: str) -> str:
    """Return an urgency as people say it."""
    return {
        Urgency.USUAL.value: _("No hurry"),
        Urgency.SOON.value: _("It cannot wait"),
        Urgency.DANGER.value: _("Somebody is in danger"),
    }[str(urgency)]


@spoken
def reach_name(reach: str) -> str:
    """Return when somebody can be reached, as they said it."""
    return {
        Reach.ASAP.value: _("As soon as possible"),
        Reach.MORNING.value: _("In the morning"),
        Reach.BREAK.value: _("At my break"),
        Reach.EVENING.value: _("In the evening"),
    }[str(reach)]


@spoken
def no_card_name(reason: str) -> str:
    """Return why an exchange ended without a card."""
    return {
        NoCard.SOLVED.value: _("The talk was enough"),
        NoCard.TOO_PARTICULAR.value: _("Too particular to stay anonymous"),
        NoCard.KNOWN_CARD.value: _("A card already says it"),
        NoCard.PERSON_PREFERS.value: _("The person prefers no card"),
        NoCard.NO_ADVICE.value: _("There is no advice for others in it"),
        NoCard.ABUSE.value: _("Two people found the message abusive"),
    }[str(reason)]


@spoken
def redirect_name(channel: str) -> str:
    """Return to whom a difficulty goes that is not one of service."""
    return {
        Redirect.LEGAL.value: _("The alert contact"),
        Redirect.HUMAN_RESOURCES.value: _("Human resources"),
        Redirect.TECHNICAL.value: _("Technical help"),
        Redirect.SAFETY.value: _("Safety"),
    }[str(channel)]
