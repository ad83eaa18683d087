"""The consultation: everybody reads a version, comments it by group and day, reads the answers."""

from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.core import clock
from lms.core.access import Permission, me, requires
from lms.core.errors import Invalid, NotFound
from lms.core.i18n import _
from lms.core.pages import after_post, render, say
from lms.network.rules import DEFAULT_ZONE
from lms.referential.models import Version
from lms.referential.queries import content_in, content_of, get_version, kind_of
from lms.referential.queries.together import get_comment, heard_for, remarks_on
from lms.referential.rules import Content, State
from lms.referential.services import together
from lms.referential.views import bp, words
from lms.referential.views.person import languages, my_group, readable, url_of, writes


def _consulted(version_id: UUID) -> Version:
    version = readable(version_id)
    if version.consulted_until is None:
        raise NotFound
    return version


@bp.get("/referential/versions/<uuid:version_id>/consultation")
@requires(Permission.REFERENTIAL_SPEAK)
def consultation(version_id: UUID) -> str | Response:
    """Read a version and what everybody says of it; comment until the last day.

    One taken back to be written again leads to the words in force: a notice told of it.
    """
    found = get_version(version_id)
    if found.state == State.DRAFT.value and found.consulted_until and not writes():
        return after_post(url_of("referential.current", kind_of(found)))
    return _page(_consulted(version_id))


def _page(version: Version, **more: object) -> str:
    own, until = content_of(version), version.consulted_until
    content = content_in(version, own=own)
    is_open = (
        version.state == State.CONSULTATION.value
        and until is not None
        and clock.today(DEFAULT_ZONE) <= until
    )
    return render(
        "referential/consultation.html",
        version=version,
        kind=kind_of(version),
        content=content,
        remarks=remarks_on(version.id, me()),
        abouts=abouts(content),
        languages=languages(version, own),
        is_open=is_open,
        is_under_way=version.state == State.CONSULTATION.value,
        group=words.group_name(my_group()),
        written_with=words.written_with(heard_for(version)),
        words=words,
        writes=writes(),
        **{"wrong": {}, "sent": {}, **more},
    )


def abouts(content: Content) -> list[tuple[str, str]]:
    """Return what a comment may be about."""
    return [
        ("", _("The whole of it")),
        ("promise", _("The promise")),
        *((f"attitude:{one.code}", one.name) for one in content.attitudes),
        *((f"moment:{one.code}", one.name) for one in content.moments),
    ]


@bp.post("/referential/versions/<uuid:version_id>/comments")
@requires(Permission.REFERENTIAL_SPEAK)
def comment(version_id: UUID) -> Response:
    """Leave a comment: its day and its group are shown, never a name."""
    version, form = _consulted(version_id), request.form
    try:
        made = together.comment(
            version_id=version.id,
            person_id=me(),
            group=my_group(),
            about=form.get("about", ""),
            body=form.get("body", ""),
        )
    except Invalid as problem:
        page = _page(version, wrong=problem.errors, sent=form.to_dict(), errors=True)
        return make_response(page, 422)
    say(_("Your comment is there, without your name."))
    return _back(version.id, f"r-{made.id}")


@bp.post("/referential/comments/<uuid:comment_id>/take-back")
@requires(Permission.REFERENTIAL_SPEAK)
def comment_take_back(comment_id: UUID) -> Response:
    """Take one's own comment back."""
    found = together.take_back(comment_id=comment_id, person_id=me())
    say(_("Your comment is gone."))
    return _back(found.version_id, "remarks")


@bp.post("/referential/comments/<uuid:comment_id>/answer")
@requires(Permission.REFERENTIAL_WRITE)
def comment_answer(comment_id: UUID) -> Response:
    """Answer a comment, for everybody to read."""
    found = get_comment(comment_id)
    try:
        together.answer(comment_id=comment_id, actor_id=me(), words=request.form.get("answer", ""))
    except Invalid as problem:
        wrong = {f"answer-{comment_id}": problem.errors["answer"]}
        return make_response(_page(_consulted(found.version_id), wrong=wrong, errors=True), 422)
    return _back(found.version_id, f"r-{comment_id}")


def _back(version_id: UUID, place: str) -> Response:
    return after_post(url_for("referential.consultation", version_id=version_id, _anchor=place))
