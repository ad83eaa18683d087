"""From draft to the words everybody reads: consultation, then publication."""

from uuid import UUID

from flask import Response, request, url_for

from lms.core.access import Permission, me, requires
from lms.core.errors import NotFound
from lms.core.i18n import _
from lms.core.pages import after_post, render, say
from lms.referential import services
from lms.referential.queries import content_of, get_version, kind_of
from lms.referential.queries.together import heard_for, needed
from lms.referential.rules import OPEN, State
from lms.referential.views import bp, words
from lms.referential.views.person import languages, url_of


@bp.post("/referential/versions/<uuid:version_id>/consult")
@requires(Permission.REFERENTIAL_WRITE)
def consult(version_id: UUID) -> Response:
    """Let everybody read a draft and comment."""
    services.consult(version_id=version_id, actor_id=me())
    say(_("Everybody can read it and comment. Its words hold still meanwhile."))
    return after_post(url_for("referential.consultation", version_id=version_id))


@bp.post("/referential/versions/<uuid:version_id>/reopen")
@requires(Permission.REFERENTIAL_WRITE)
def reopen(version_id: UUID) -> Response:
    """Take a version back to change its words; comments stay."""
    services.reopen(version_id=version_id, actor_id=me())
    say(_("It is a draft again: comments stay beside it."))
    return after_post(url_for("referential.draft", version_id=version_id))


@bp.route("/referential/versions/<uuid:version_id>/publish", methods=["GET", "POST"])
@requires(Permission.REFERENTIAL_WRITE, fresh_secret=True)
def publish(version_id: UUID) -> str | Response:
    """Read a version as everybody will, then publish it frozen."""
    found = get_version(version_id)
    if State(found.state) not in OPEN:
        raise NotFound
    kind = kind_of(found)
    if request.method == "POST":
        services.publish(version_id=version_id, actor_id=me())
        say(_("Published: everybody reads these words from now on."))
        return after_post(url_of("referential.current", kind))
    content, heard = content_of(found), heard_for(found)
    lacks = services.word_gaps(found, content)
    people = services.language_gaps(found, content) + services.people_gaps(found)
    return render(
        "referential/publish.html",
        version=found,
        kind=kind,
        content=content,
        is_draft=found.state == State.DRAFT.value,
        lacks=[words.gap_words(one) for one in lacks],
        people=[words.gap_words(one) for one in people],
        languages=languages(found, content),
        rows=[(words.group_name(g), one.people, needed()[g]) for g, one in heard.items()],
        words=words,
    )
