"""U9: say bravo in three taps, read one's own, the wall of a store, what was reported."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.coaching.queries import bravo as reads
from lms.coaching.queries.bravo import Thankable
from lms.coaching.queries.words import attitudes
from lms.coaching.services import bravo as acts
from lms.coaching.services.bravo import LONGEST, MOST_PEOPLE, Thanks
from lms.coaching.views import bp, whom
from lms.coaching.views.person import zone
from lms.coaching.views.whom import AT_A_GLANCE
from lms.core.access import Permission, current_viewer, me, requires
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import _
from lms.core.ids import uuid_of
from lms.core.pages import after_post, page_or_block, render, say, wants_fragment


@bp.get("/bravo")
@requires(Permission.BRAVO_SAY)
def bravo() -> str:
    """Choose people, one attitude, a few words."""
    return _form(_chosen())


def _chosen() -> list[UUID]:
    """Return the people ticked in the form, or named by the page one comes from."""
    said = request.form.getlist("person") or request.args.getlist("person")
    return [one for word in said[: MOST_PEOPLE + 1] if (one := uuid_of(word))]


def _form(
    chosen: Sequence[UUID], errors: Mapping[str, str] | None = None, refused: str = ""
) -> str:
    viewer = current_viewer()
    words = request.values.get("q", "")
    found = reads.found(viewer, words) if words else []
    around = reads.around(viewer)
    return page_or_block(
        "coaching/bravo.html",
        "found",
        around=around,
        stores=_by_store(around, set(chosen)),
        found=found,
        named=reads.reachable(viewer, chosen, around),
        chosen=set(chosen),
        is_part=wants_fragment(),
        attitudes=attitudes(),
        q=words,
        typed=request.form,
        most=MOST_PEOPLE,
        longest=LONGEST,
        errors=errors or {},
        refused=refused,
    )


def _by_store(
    around: Sequence[Thankable], chosen: set[UUID]
) -> list[tuple[str, bool, list[Thankable]]]:
    """Group those around by store when they are many: (store, shown, people); else nothing."""
    if len(around) <= AT_A_GLANCE:
        return []
    viewer = current_viewer()
    here = whom.here() | {one.unit_id for one in viewer.memberships}
    found: dict[UUID | None, list[Thankable]] = {}
    for one in around:
        found.setdefault(one.unit_id, []).append(one)
    nowhere = {None} | here
    ranked = sorted(found.values(), key=lambda held: (held[0].unit_id not in nowhere, held[0].unit))
    return [
        (held[0].unit, held[0].unit_id in here or any(one.id in chosen for one in held), held)
        for held in ranked
    ]


@bp.post("/bravo")
@requires(Permission.BRAVO_SAY)
def bravo_now() -> Response:
    """Say it."""
    chosen, form = _chosen(), request.form
    viewer = current_viewer()
    people = [one.id for one in reads.reachable(viewer, chosen, reads.around(viewer))]
    if len(people) != len(set(chosen)):
        raise NotFound
    wanted = Thanks(
        author_id=me(),
        people=people,
        attitude_uid=uuid_of(form.get("attitude", "")),
        words=form.get("words", ""),
        visibility=form.get("visibility", ""),
    )
    try:
        acts.say(wanted)
    except Invalid as problem:
        return make_response(_form(chosen, problem.errors), 422)
    except Refused as problem:
        return make_response(_form(chosen, refused=problem.message), 409)
    say(_("Bravo said."))
    return after_post(url_for("coaching.bravo_mine"))


@bp.get("/bravo/mine")
@requires(Permission.BRAVO_SAY)
def bravo_mine() -> str:
    """Read the bravos I received and those I said."""
    viewer = current_viewer()
    told = reads.mine(viewer)
    walls = [(one.unit_id, one.unit_name) for one in viewer.memberships]
    return render(
        "coaching/bravo_mine.html",
        received=[one for one in told if one.is_for_me],
        sent=[one for one in told if one.is_mine],
        walls=walls,
        may_judge=viewer.may(Permission.BRAVO_MODERATE),
        zone=zone(),
    )


@bp.get("/bravo/wall/<uuid:unit_id>")
@requires(Permission.BRAVO_SAY)
def bravo_wall(unit_id: UUID) -> str:
    """Read the wall of a store."""
    unit, told = reads.wall(current_viewer(), unit_id)
    return render("coaching/bravo_wall.html", unit=unit, told=told, zone=zone())


@bp.post("/bravo/<uuid:bravo_id>/withdraw")
@requires(Permission.BRAVO_SAY)
def bravo_withdraw(bravo_id: UUID) -> Response:
    """Take one's bravo back."""
    acts.withdraw(bravo_id=bravo_id, author_id=me())
    say(_("Taken back. Nobody reads it any more."))
    return after_post(url_for("coaching.bravo_mine"))


@bp.post("/bravo/<uuid:bravo_id>/report")
@requires(Permission.BRAVO_SAY)
def bravo_report(bravo_id: UUID) -> Response:
    """Ask head office to look at a bravo one reads."""
    reads.get_readable(current_viewer(), bravo_id)
    acts.report(bravo_id=bravo_id, actor_id=me())
    say(_("Head office will read it and decide."))
    return after_post(url_for("coaching.bravo_mine"))


@bp.post("/bravo/<uuid:bravo_id>/screen")
@requires(Permission.BRAVO_SAY)
def bravo_consent(bravo_id: UUID) -> Response:
    """Say whether my name may be on the screen of the break room."""
    agrees = request.form.get("agrees") == "yes"
    acts.consent(bravo_id=bravo_id, person_id=me(), agrees=agrees)
    say(
        _("It may be on the screen once everybody in it agrees.")
        if agrees
        else _("It is not on the screen.")
    )
    return after_post(url_for("coaching.bravo_mine"))


@bp.get("/bravo/reported")
@requires(Permission.BRAVO_MODERATE)
def bravo_reported() -> str:
    """Read the bravos somebody asked us to look at, and no other."""
    told = reads.reported(current_viewer())
    return render("coaching/bravo_reported.html", told=told, zone=zone())


@bp.post("/bravo/<uuid:bravo_id>/judge")
@requires(Permission.BRAVO_MODERATE)
def bravo_judge(bravo_id: UUID) -> Response:
    """Hide a reported bravo or leave it where it is."""
    hides = request.form.get("act") == "hide"
    acts.judge(bravo_id=bravo_id, actor_id=me(), hide=hides)
    say(_("Hidden.") if hides else _("Left where it is."))
    return after_post(url_for("coaching.bravo_reported"))
