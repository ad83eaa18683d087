"""Contributions without authors, workshops on one screen, remarks during the consultation."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from lms.core import audit, clock, ids
from lms.core.db import session
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import _
from lms.network.rules import DEFAULT_ZONE
from lms.referential.models import Comment, Contribution, Theme, Version, Voice, Workshop
from lms.referential.queries import content_of, get_version
from lms.referential.queries.together import heard_for, table_of
from lms.referential.rules import MOST_MOMENTS, Moment, State, code_of
from lms.referential.rules.voices import Group
from lms.referential.services.drafting import save_draft, writable

LONGEST = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a contribution says, starting from the client."""

    moment: str = ""
    expects: str = ""
    feels: str = ""
    does: str = ""


def contribute(*, version_id: UUID, person_id: UUID, group: Group, words: Words) -> None:
    """Keep what somebody says of a moment, and that their group spoke; nothing joins the two.

    No audit names it: a line "who, when" beside an unsigned line of words would sign it.
    """
    version = _writing(version_id)
    _keep(version.id, group, words, in_room=False)
    session.execute(
        insert(Voice)
        .values(version_id=version.id, person_id=person_id, grp=group.value)
        .on_conflict_do_nothing()
    )


def _writing(version_id: UUID) -> Version:
    version = get_version(version_id)
    if version.state != State.DRAFT.value:
        raise Refused(_("This version is no longer being written."))
    return version


def _keep(version_id: UUID, group: Group, words: Words, *, in_room: bool) -> Contribution:
    if not words.expects.strip() and not words.feels.strip():
        raise Invalid({"expects": _("Start from the client: what they expect, or what they feel.")})
    made = Contribution(
        id=ids.new_id(),
        version_id=version_id,
        grp=group.value,
        moment=words.moment.strip()[:LONGEST],
        expects=words.expects.strip()[:LONGEST],
        feels=words.feels.strip()[:LONGEST],
        does=words.does.strip()[:LONGEST],
        in_room=in_room,
        votes=0,
    )
    session.add(made)
    session.flush()
    return made


def hold_workshop(*, version_id: UUID, actor_id: UUID, people: dict[Group, int]) -> Workshop:
    """Note who is in the room, by group; a workshop of the same day is corrected.

    Raises Invalid when nobody is there, or more than a room holds.
    """
    version = _writing(version_id)
    counts = {group: people.get(group, 0) for group in Group}
    if not any(counts.values()) or not all(0 <= n <= 500 for n in counts.values()):  # noqa: PLR2004
        raise Invalid({"frontline": _("Say how many people are in the room.")})
    today = clock.today(DEFAULT_ZONE)
    held = session.scalar(
        select(Workshop).where(
            Workshop.version_id == version.id,
            Workshop.held_on == today,
            Workshop.held_by == actor_id,
        )
    )
    if held is None:
        held = Workshop(
            id=ids.new_id(), version_id=version.id, held_on=today, held_by=actor_id, **_zero()
        )
        session.add(held)
    for group, count in counts.items():
        setattr(held, group.value, count)
    session.flush()
    audit.note("referential.workshop", "referential_version", version.id, actor_id=actor_id)
    return held


def _zero() -> dict[str, int]:
    return {group.value: 0 for group in Group}


def say_in_room(*, version_id: UUID, group: Group, words: Words) -> Contribution:
    """Write down what is said aloud in a workshop, for a group."""
    return _keep(_writing(version_id).id, group, words, in_room=True)


def vote(*, contribution_id: UUID, hands: int) -> Contribution:
    """Note one more raised hand (1), or one taken back (-1); never under none."""
    found = session.get(Contribution, contribution_id, with_for_update=True)
    if found is None:
        raise NotFound
    _writing(found.version_id)
    found.votes = max(0, found.votes + (1 if hands > 0 else -1))
    session.flush()
    return found


def regroup(*, version_id: UUID, contribution_ids: Iterable[UUID], title: str) -> Theme:
    """Put contributions together under a name; those already elsewhere come along.

    Raises Invalid without a name or without contributions that may be read.
    """
    version = _writing(version_id)
    table = table_of(version, heard_for(version))
    shown = {one.id for one in table.alone} | {s.id for one in table.themes for s in one.said}
    chosen = shown & set(contribution_ids)
    errors = {}
    if not chosen:
        errors["chosen"] = _("Choose what says the same thing.")
    if not title.strip():
        errors["title"] = _("Give it a name.")
    if errors:
        raise Invalid(errors)
    theme = Theme(id=ids.new_id(), version_id=version.id, title=title.strip()[:120], moment_code="")
    session.add(theme)
    session.flush()
    session.execute(
        update(Contribution).where(Contribution.id.in_(chosen)).values(theme_id=theme.id),
        execution_options={"synchronize_session": "fetch"},
    )
    _drop_empty(version.id, keep=theme.id)
    return theme


def _drop_empty(version_id: UUID, keep: UUID | None = None) -> None:
    used = select(Contribution.theme_id).where(Contribution.theme_id.is_not(None))
    gone = delete(Theme).where(
        Theme.version_id == version_id, Theme.moment_code == "", Theme.id.not_in(used)
    )
    session.execute(gone if keep is None else gone.where(Theme.id != keep))


def ungroup(*, theme_id: UUID) -> None:
    """Take a group of contributions apart; what it brought to the draft stays there."""
    theme = _theme(theme_id)
    session.execute(
        update(Contribution).where(Contribution.theme_id == theme.id).values(theme_id=None),
        execution_options={"synchronize_session": "fetch"},
    )
    session.delete(theme)
    session.flush()


def find_theme(theme_id: UUID) -> Theme | None:
    """Return a group of contributions, or None."""
    return session.get(Theme, theme_id)


def _theme(theme_id: UUID) -> Theme:
    found = session.get(Theme, theme_id, with_for_update=True)
    if found is None:
        raise NotFound
    _writing(found.version_id)
    return found


def adopt(*, theme_id: UUID, channel: str, actor_id: UUID) -> str:
    """Make a moment of the draft from a group of contributions; return its code.

    The words with most hands come first: what the client expects, feels, what the team does. Raises
    Refused when the draft has it already, Invalid for a channel unknown or full.
    """
    theme = _theme(theme_id)
    if theme.moment_code:
        raise Refused(_("The draft has this moment already."))
    version = writable(theme.version_id)
    content = content_of(version)
    table = table_of(version, heard_for(version))
    said = next((one.said for one in table.themes if one.id == theme.id), ())
    code = code_of(theme.title, [one.code for one in content.moments])
    moment = Moment(
        code=code,
        name=theme.title,
        expectation=next((one.expects for one in said if one.expects), ""),
        emotion=next((one.feels for one in said if one.feels), ""),
        rituals=tuple(dict.fromkeys(one.does for one in said if one.does)),
    )
    found = next((one for one in content.channels if one.code == channel), None)
    if found is None:
        raise Invalid({"channel": _("Choose one of the list.")})
    if len(found.moments) >= MOST_MOMENTS:
        raise Invalid(
            {
                "channel": _(
                    "%(channel)s has more than five moments: five are lived, ten are forgotten.",
                    channel=found.name,
                )
            }
        )
    grown = replace(found, moments=(*found.moments, code))
    channels = tuple(grown if one is found else one for one in content.channels)
    content = replace(content, moments=(*content.moments, moment), channels=channels)
    save_draft(version_id=version.id, content=content, actor_id=actor_id)
    theme.moment_code = code
    session.flush()
    return code


def comment(*, version_id: UUID, person_id: UUID, group: Group, about: str, body: str) -> Comment:
    """Leave a dated remark on a version under consultation.

    Raises Refused out of the consultation's days, Invalid without words or about nothing known.
    """
    version = get_version(version_id)
    until = version.consulted_until
    is_open = version.state == State.CONSULTATION.value
    if not is_open or until is None or clock.today(DEFAULT_ZONE) > until:
        raise Refused(_("The consultation is over: nothing is added any more."))
    content = content_of(version)
    known = {f"attitude:{one.code}" for one in content.attitudes}
    known |= {f"moment:{one.code}" for one in content.moments} | {"", "promise"}
    if not body.strip() or about not in known:
        raise Invalid({"body": _("Write something.")})
    made = Comment(
        id=ids.new_id(),
        version_id=version.id,
        grp=group.value,
        author_id=person_id,
        at=clock.now(),
        about=about,
        body=body.strip()[:1000],
        answer="",
    )
    session.add(made)
    session.flush()
    return made


def take_back(*, comment_id: UUID, person_id: UUID) -> Comment:
    """Delete one's own remark while it can still be made; raises NotFound for somebody else's."""
    found = session.get(Comment, comment_id)
    if found is None or found.author_id != person_id:
        raise NotFound
    if get_version(found.version_id).state != State.CONSULTATION.value:
        raise Refused(_("The consultation is over: nothing is added any more."))
    session.delete(found)
    session.flush()
    return found


def answer(*, comment_id: UUID, actor_id: UUID, words: str) -> Comment:
    """Answer a remark, for everybody to read; an answer may be written again."""
    found = session.get(Comment, comment_id, with_for_update=True)
    if found is None:
        raise NotFound
    if not words.strip():
        raise Invalid({"answer": _("Write something.")})
    found.answer, found.answered_at = words.strip()[:1000], clock.now()
    found.answered_by = actor_id
    session.flush()
    return found


def forget_author(person_id: UUID) -> int:
    """Take somebody's identifier off the remarks they made or answered; the words stay."""
    mine = update(Comment).where(Comment.author_id == person_id).values(author_id=None)
    theirs = update(Comment).where(Comment.answered_by == person_id).values(answered_by=None)
    touched = 0
    for one in (mine, theirs):
        touched += session.execute(one).rowcount  # type: ignore[attr-defined]
    return touched
