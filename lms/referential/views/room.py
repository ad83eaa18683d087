"""Workshop mode: one big screen in a room, where what is said is written, voted, put together."""

from typing import Any
from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.core.access import Permission, me, requires
from lms.core.errors import Invalid, NotFound
from lms.core.i18n import _
from lms.core.pages import after_post, page_or_block, render, say, wants_fragment
from lms.referential.forms import read_count, read_line, read_words
from lms.referential.models import Contribution, Theme, Version
from lms.referential.queries import content_of, kind_of
from lms.referential.queries.together import heard_for, needed, table_of
from lms.referential.rules.voices import Group
from lms.referential.services import together
from lms.referential.views import bp, words
from lms.referential.views.person import drafted, uuids


@bp.get("/referential/versions/<uuid:version_id>/workshop")
@requires(Permission.REFERENTIAL_WRITE)
def workshop(version_id: UUID) -> str:
    """Show the table: what was said, put together, and the draft that grows from it."""
    version = drafted(version_id)
    return page_or_block("referential/workshop.html", "table", **_about(version))


def _about(version: Version, **more: Any) -> dict[str, Any]:
    heard, content = heard_for(version), content_of(version)
    asked = needed()
    return {
        "version": version,
        "kind": kind_of(version),
        "content": content,
        "table": table_of(version, heard),
        "people": [(g, words.group_name(g), heard[g], asked[g]) for g in Group],
        "groups": [(g.value, words.group_name(g)) for g in Group],
        "channels": [(one.code, one.name) for one in content.channels],
        "words": words,
        "wrong": {},
        "sent": {},
        **more,
    }


def _answer(version: Version, place: str) -> Response:
    if wants_fragment():
        return make_response(workshop(version.id))
    return after_post(url_for("referential.workshop", version_id=version.id, _anchor=place))


def _refused(version: Version, problem: Invalid) -> Response:
    sent = {**request.form.to_dict(), "chosen": request.form.getlist("chosen")}
    about = _about(version, wrong=problem.errors, sent=sent, errors=True)
    return make_response(render("referential/workshop.html", **about), 422)


@bp.post("/referential/versions/<uuid:version_id>/workshop/people")
@requires(Permission.REFERENTIAL_WRITE)
def workshop_people(version_id: UUID) -> Response:
    """Note how many people of each group are in the room."""
    version = drafted(version_id)
    people = {group: read_count(request.form.get(group.value, "")) for group in Group}
    try:
        together.hold_workshop(version_id=version.id, actor_id=me(), people=people)
    except Invalid as problem:
        return _refused(version, problem)
    say(_("Noted."))
    return after_post(url_for("referential.workshop", version_id=version.id))


@bp.post("/referential/versions/<uuid:version_id>/workshop/say")
@requires(Permission.REFERENTIAL_WRITE)
def workshop_say(version_id: UUID) -> Response:
    """Write down what somebody says aloud."""
    version, form = drafted(version_id), request.form
    group = form.get("group", "")
    if group not in set(Group):
        return _refused(version, Invalid({"group": _("Choose one of the list.")}))
    try:
        together.say_in_room(version_id=version.id, group=Group(group), words=read_words(form))
    except Invalid as problem:
        return _refused(version, problem)
    return after_post(url_for("referential.workshop", version_id=version.id, _anchor="say"))


@bp.post("/referential/contributions/<uuid:contribution_id>/vote")
@requires(Permission.REFERENTIAL_WRITE)
def workshop_vote(contribution_id: UUID) -> Response:
    """Count one more raised hand, or one less."""
    hands = -1 if request.form.get("hands") == "-1" else 1
    found: Contribution = together.vote(contribution_id=contribution_id, hands=hands)
    return _answer(drafted(found.version_id), f"c-{found.id}")


@bp.post("/referential/versions/<uuid:version_id>/workshop/regroup")
@requires(Permission.REFERENTIAL_WRITE)
def workshop_regroup(version_id: UUID) -> Response:
    """Put together what says the same thing."""
    version = drafted(version_id)
    try:
        made = together.regroup(
            version_id=version.id,
            contribution_ids=uuids(request.form.getlist("chosen")),
            title=read_line(request.form.get("title", "")),
        )
    except Invalid as problem:
        return _refused(version, problem)
    return _answer(version, f"t-{made.id}")


@bp.post("/referential/themes/<uuid:theme_id>/ungroup")
@requires(Permission.REFERENTIAL_WRITE)
def workshop_ungroup(theme_id: UUID) -> Response:
    """Take a group of contributions apart."""
    version = drafted(_theme(theme_id).version_id)
    together.ungroup(theme_id=theme_id)
    return _answer(version, "alone")


@bp.post("/referential/themes/<uuid:theme_id>/adopt")
@requires(Permission.REFERENTIAL_WRITE)
def workshop_adopt(theme_id: UUID) -> Response:
    """Make a moment of the draft of what was put together."""
    theme = _theme(theme_id)
    version = drafted(theme.version_id)
    try:
        together.adopt(theme_id=theme_id, channel=request.form.get("channel", ""), actor_id=me())
    except Invalid as problem:
        return _refused(version, problem)
    say(_("%(moment)s is in the draft.", moment=theme.title))
    return _answer(version, f"t-{theme_id}")


def _theme(theme_id: UUID) -> Theme:
    found = together.find_theme(theme_id)
    if found is None:
        raise NotFound
    return found
