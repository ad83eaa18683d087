"""Anybody contributes from a phone, starting from the client; no name goes with the words."""

from flask import Response, make_response, request

from lms.core.access import Permission, confidential, me, requires
from lms.core.errors import Invalid, NotFound
from lms.core.i18n import _
from lms.core.pages import after_post, render, say
from lms.referential.forms import read_words
from lms.referential.models import Version
from lms.referential.queries import opened
from lms.referential.queries.together import has_spoken
from lms.referential.rules import Kind, State
from lms.referential.services import together
from lms.referential.services.together import Words
from lms.referential.views import bp, words
from lms.referential.views.person import asked_kind, my_group, url_of


def _drafts() -> dict[Kind, Version]:
    return {kind: one for kind, one in opened().items() if one.state == State.DRAFT.value}


@bp.get("/referential/contribute")
@requires(Permission.REFERENTIAL_SPEAK)
@confidential("referential.contribute")
def contribute() -> str:
    """Say what the client expects and feels at a moment, for the version being written."""
    return _page(_drafts(), asked_kind(), Words(), {})


@bp.post("/referential/contribute")
@requires(Permission.REFERENTIAL_SPEAK)
@confidential("referential.contribute")
def contribute_now() -> Response:
    """Keep a contribution: the words on one side, that a group spoke on the other."""
    drafts, kind = _drafts(), asked_kind(request.form.get("kind", ""))
    said = read_words(request.form)
    if kind not in drafts:
        raise NotFound
    try:
        together.contribute(
            version_id=drafts[kind].id, person_id=me(), group=my_group(), words=said
        )
    except Invalid as problem:
        return make_response(_page(drafts, kind, said, problem.errors), 422)
    say(_("Thank you. Your words joined the others, without your name."))
    return after_post(url_of("referential.contribute", kind))


def _page(drafts: dict[Kind, Version], kind: Kind, said: Words, wrong: dict[str, str]) -> str:
    chosen = kind if kind in drafts else next(iter(drafts), kind)
    version: Version | None = drafts.get(chosen)
    return render(
        "referential/contribute.html",
        version=version,
        kind=chosen,
        kinds=[(one.value, words.kind_name(one)) for one in drafts],
        said=said,
        wrong=wrong,
        group=words.group_name(my_group()),
        spoke=version is not None and has_spoken(version.id, me()),
        words=words,
        errors=bool(wrong),
    )
