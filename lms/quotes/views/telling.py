"""Q1: tell a difficulty, in two taps or a few words; nothing of it is logged, nothing is lost."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.core import clock, i18n
from lms.core.access import Permission, confidential, me, requires
from lms.core.errors import Invalid, Problem, Refused, TooMany
from lms.core.i18n import _
from lms.core.pages import after_post, render, render_block, say
from lms.quotes.forms.telling import OTHER, read_told
from lms.quotes.queries import choices, coaches, follow, library
from lms.quotes.rules.facets import Asked, Reach, Urgency
from lms.quotes.services import telling
from lms.quotes.services.telling import Told
from lms.quotes.views import bp
from lms.quotes.views.person import today, zone
from lms.referential.queries import Item

JUST_NOW = timedelta(minutes=1)
"""A draft posted by a page left behind is not kept again after its sending."""


@bp.get("/tell")
@requires(Permission.QUOTES_TELL)
@confidential("quotes.mine")
def tell() -> str:
    """Q1: a call in two taps, or a few words; everything is optional."""
    kept = follow.find_unsent(me())
    told = _kept(kept) if kept else Told()
    return _page(told, kept=kept is not None, asked=_asked(request.args))


def _asked(args: Any) -> frozenset[str]:
    """Return what a link came with: codes or identifiers of a practice and of a moment."""
    return frozenset(
        args.get(name, "")[:80] for name in ("theme", "moment", "practice") if args.get(name)
    )


def _kept(one: follow.Unsent) -> Told:
    return Told(
        asked=Asked(one.asked),
        words=one.words,
        theme_uid=one.theme_uid,
        moment_uid=one.moment_uid,
        urgency=Urgency(one.urgency),
        reach=Reach(one.reach),
        reach_note=one.reach_note,
        coach_id=one.coach_id,
        not_usual=one.not_usual,
    )


def _page(
    told: Told,
    *,
    kept: bool = False,
    asked: frozenset[str] = frozenset(),
    errors: dict[str, str] | None = None,
    refused: str = "",
) -> str:
    offers = coaches.get_choices(me(), today())
    options = choices.get_options()
    see_by, talk_by = coaches.promised(told.urgency, zone())
    chosen = offers.find(told.coach_id) if told.coach_id else None
    if chosen is None and told.not_usual and offers.elsewhere:
        chosen = offers.elsewhere[0]
    return render(
        "quotes/tell.html",
        told=told,
        kept=kept,
        offers=offers,
        coach=chosen or offers.first,
        coach_value=OTHER if told.not_usual else str(told.coach_id or ""),
        moments=options.moments,
        themes=_listed(options.themes),
        moment_uid=told.moment_uid or _pick(options.moments, asked),
        theme_uid=told.theme_uid or _pick(options.themes, asked),
        reaches=[(one.value, choices.reach_name(one)) for one in Reach],
        urgencies=[(one.value, choices.urgency_name(one)) for one in Urgency],
        see_by=see_by,
        talk_by=talk_by,
        zone=zone(),
        safety=follow.get_contact("safety"),
        longest=telling.LONGEST,
        errors=errors or {},
        refused=refused,
    )


def _listed(items: tuple[Item, ...]) -> list[tuple[str, str]]:
    found = [(str(one.uid), one.name) for one in items]
    return [("", _("I do not say")), *found] if found else []


def _pick(items: tuple[Item, ...], asked: frozenset[str]) -> UUID | None:
    return next((one.uid for one in items if one.code in asked or str(one.uid) in asked), None)


@bp.post("/tell")
@requires(Permission.QUOTES_TELL)
@confidential("quotes.mine")
def send() -> Response:
    """Send it to the coach; when that is not possible, the words stay on the screen."""
    told = read_told(request.form)
    try:
        _check_coach(told)
        one = telling.submit(person_id=me(), told=told)
    except (Invalid, Refused, TooMany) as problem:
        return _refused(told, problem)
    say(_("It is sent. %(coach)s has it.", coach=coaches.name_of(one.coach_id)))
    return after_post(url_for("quotes.follow", difficulty_id=one.id))


def _check_coach(told: Told) -> None:
    if told.coach_id and coaches.get_choices(me(), today()).find(told.coach_id) is None:
        raise Invalid({"coach_id": _("This coach cannot be chosen. Choose another one.")})


def _refused(told: Told, problem: Problem) -> Response:
    errors = problem.errors if isinstance(problem, Invalid) else {}
    refused = "" if errors else problem.message
    answer = make_response(_page(told, errors=errors, refused=refused), problem.status)
    if isinstance(problem, TooMany):
        answer.headers["Retry-After"] = str(problem.retry_after)
    return answer


@bp.post("/tell/keep")
@requires(Permission.QUOTES_TELL)
@confidential("quotes.mine", repeatable=True)
def keep() -> Response:
    """Keep what is being typed, a moment after each change."""
    told = read_told(request.form)
    if not _was_just_sent(told):
        _check_coach(told)
        telling.keep_unsent(person_id=me(), told=told)
    return Response("", 204)


def _was_just_sent(told: Told) -> bool:
    last = next(iter(follow.list_mine(me())), None)
    return (
        last is not None
        and last.submitted_at is not None
        and clock.now() - last.submitted_at < JUST_NOW
        and last.words == told.words.strip()
    )


@bp.post("/tell/forget")
@requires(Permission.QUOTES_TELL)
@confidential("quotes.tell", repeatable=True)
def forget() -> Response:
    """Forget what was typed and not sent."""
    telling.drop_unsent(person_id=me())
    say(_("What you had written is gone."))
    return after_post(url_for("quotes.tell"))


@bp.post("/tell/near")
@requires(Permission.QUOTES_TELL)
@confidential("quotes.tell", repeatable=True)
def near() -> str:
    """Propose the published cards nearest to the words being typed; three at most, or nothing."""
    words = request.form.get("words", "")[: telling.LONGEST]
    return render_block(
        "quotes/tell.html", "near", cards=library.nearest_cards(words, i18n.locale())
    )
