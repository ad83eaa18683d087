"""R6: a version in another language, each text kept as one types and read again by somebody."""

from collections import Counter
from typing import Any
from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.core.access import Permission, me, requires
from lms.core.errors import Invalid, NotFound
from lms.core.i18n import _, language_name, ngettext
from lms.core.pages import after_post, render, render_block, say, wants_fragment
from lms.referential import services
from lms.referential.models import Version
from lms.referential.queries import content_of, get_version, kind_of, said_in
from lms.referential.rules.translations import (
    LISTS,
    Key,
    Said,
    Standing,
    Text,
    find_text,
    lines_of,
    standing,
    texts_of,
)
from lms.referential.services import Overwritten
from lms.referential.views import bp, words

PARTS = ("promise", "attitude", "moment", "channel", "skill", "mirror")


def place_of(key: Key) -> str:
    """Return what names a text in a page: moment-entree-name."""
    return "-".join(key).replace(":", "-")


def _translated(version_id: UUID, locale: str) -> Version:
    version = get_version(version_id)
    if locale not in services.languages_of(version):
        raise NotFound
    return version


@bp.get("/referential/versions/<uuid:version_id>/languages/<locale>")
@requires(Permission.REFERENTIAL_WRITE)
def translate(version_id: UUID, locale: str) -> str:
    """Show every text of a version beside its translation."""
    return _drawn(_translated(version_id, locale), locale)


def _drawn(version: Version, locale: str, refused: dict[str, Any] | None = None) -> str:
    content = content_of(version)
    said = said_in(version, locale, content)
    rows = [_row(locale, one, said.get(one.key)) for one in texts_of(content)]
    if refused:
        rows = [{**one, **refused} if one["place"] == refused["place"] else one for one in rows]
    shown = [one for one in rows if one["standing"] is not Standing.REVIEWED]
    only_left = request.args.get("show") == "left"
    page = url_for("referential.translate", version_id=version.id, locale=locale)
    return render(
        "referential/translate.html",
        version=version,
        kind=kind_of(version),
        locale=locale,
        language=language_name(locale),
        source=language_name(version.language),
        others=[
            {
                "label": language_name(one),
                "url": url_for("referential.translate", version_id=version.id, locale=one),
                "current": one == locale,
            }
            for one in services.languages_of(version)
        ],
        doors=[
            {"label": _("All"), "url": page, "current": not only_left, "count": len(rows)},
            {
                "label": _("What is left"),
                "url": f"{page}?show=left",
                "current": only_left,
                "count": len(shown),
            },
        ],
        parts=by_part(shown if only_left else rows),
        counts=Counter(one["standing"] for one in rows),
        total=len(rows),
        is_asked=locale in services.asked_languages(),
        is_frozen=services.is_frozen(version, locale),
        words=words,
        errors=bool(refused),
        wrong=refused,
    )


def by_part(rows: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the lines of each part of a version that has some."""
    found = ((part, [one for one in rows if one["part"] == part]) for part in PARTS)
    return [(part, lines) for part, lines in found if lines]


def _row(locale: str, text: Text, said: Said | None) -> dict[str, Any]:
    """Return what the line of a text is drawn from."""
    return {
        "locale": locale,
        "part": text.element.partition(":")[0],
        "text": text,
        "key": ".".join(text.key),
        "place": place_of(text.key),
        "title": ", ".join(filter(None, [text.about, str(words.FIELDS[text.field])])),
        "said": said.words if said else "",
        "was": services.mark(said),
        "standing": standing(text, said),
        "rows": max(2, len(lines_of(text.words))) if text.field in LISTS else 2,
        "error": "",
        "theirs": None,
        "saved": False,
    }


@bp.post("/referential/versions/<uuid:version_id>/languages/<locale>")
@requires(Permission.REFERENTIAL_WRITE)
def save_translation(version_id: UUID, locale: str) -> Response:
    """Keep the translation of one text; ``reviewed``: it reads well as it is."""
    version, form = _translated(version_id, locale), request.form
    key, typed = _key(form.get("key", "")), form.get("words", "")
    text = find_text(content_of(version), key)
    try:
        said = services.write_text(
            version_id=version_id,
            locale=locale,
            key=key,
            words=typed,
            was=form.get("over") or form.get("was", ""),
            actor_id=me(),
            reviewed="reviewed" in form,
        )
    except Invalid as problem:
        error, theirs, status = problem.errors["words"], None, 422
    except Overwritten as problem:
        error, theirs, status = problem.message, problem.theirs, 409
    else:
        return _kept(version, locale, {**_row(locale, text, said), "saved": True})
    now = said_in(version, locale).get(key)
    row = {**_row(locale, text, now), "said": typed, "was": form.get("was", ""), "error": error}
    if status == 409:  # noqa: PLR2004 - a conflict
        row |= {"theirs": theirs.words if theirs else "", "now": services.mark(theirs)}
    if wants_fragment():
        return make_response(_state(version, row), status)
    return make_response(_drawn(version, locale, row), status)


def _kept(version: Version, locale: str, row: dict[str, Any]) -> Response:
    if wants_fragment():
        content = content_of(version)
        said, texts = said_in(version, locale, content), texts_of(content)
        counts = Counter(standing(one, said.get(one.key)) for one in texts)
        return make_response(_state(version, row, counts=counts, total=len(texts)))
    page = url_for("referential.translate", version_id=version.id, locale=locale)
    return after_post(f"{page}#{row['place']}")


def _state(version: Version, row: dict[str, Any], **more: Any) -> str:
    return render_block(
        "referential/translate_state.html",
        "state",
        version=version,
        row=row,
        words=words,
        **more,
    )


@bp.post("/referential/versions/<uuid:version_id>/languages/<locale>/read-again")
@requires(Permission.REFERENTIAL_WRITE)
def read_again(version_id: UUID, locale: str) -> Response:
    """Say that every text seen reads well as it is."""
    _translated(version_id, locale)
    seen = {}
    for one in request.form.getlist("seen"):
        key, _sep, mark = one.rpartition("@")
        seen[_key(key)] = mark
    told = services.read_again(version_id=version_id, locale=locale, seen=seen, actor_id=me())
    if told.done:
        say(ngettext("%(num)s text reads well.", "%(num)s texts read well.", told.done))
    elif not told.changed:
        say(_("Nothing was waiting to be read again."), "info")
    if told.changed:
        say(
            ngettext(
                "%(num)s changed since you opened the page: read it again.",
                "%(num)s changed since you opened the page: read them again.",
                told.changed,
            ),
            "info",
        )
    return after_post(url_for("referential.translate", version_id=version_id, locale=locale))


def _key(said: str) -> Key:
    element, _sep, field = said.rpartition(".")
    return element, field
