"""What stores said of coaches: pooled for the coach, one by one for the lead, spread for head office."""

from uuid import UUID

from lms.coaching.queries import figures as reads
from lms.coaching.queries import opinions
from lms.coaching.rules.ratings import QUESTIONS
from lms.coaching.views import bp
from lms.coaching.views import day_words as words
from lms.core import clock
from lms.core.access import Permission, Role, current_viewer, me, requires
from lms.core.pages import render
from lms.network.queries import names_of


@bp.get("/coaching/figures")
@requires(Permission.RATINGS_FIGURES)
def figures() -> str:
    """Show each reader their own: a coach their pots, head office the quarters of the network."""
    viewer, now = current_viewer(), clock.now()
    is_coach, is_office = Role.COACH in viewer.roles, Role.ADMINISTRATOR in viewer.roles
    return render(
        "coaching/figures.html",
        is_coach=is_coach,
        is_office=is_office,
        leads=viewer.may(Permission.RATINGS_READ),
        blocks=reads.blocks_of([me()]).get(me(), []) if is_coach else [],
        counted=opinions.counted_days(me(), now) if is_coach else None,
        signed=opinions.signed_for(me(), now) if is_coach else [],
        pool=reads.pool(),
        spreads=reads.spreads(now) if is_office else [],
        questions=QUESTIONS,
        words=words,
    )


@bp.get("/coaching/ratings")
@requires(Permission.RATINGS_READ)
def ratings() -> str:
    """List the coaches of my region by name, with how many of their days have an opinion."""
    viewer, now = current_viewer(), clock.now()
    known = opinions.coaches_led(viewer, now)
    return render(
        "coaching/ratings.html",
        coaches=known,
        blocks=reads.blocks_of(one.coach_id for one in known),
        words=words,
    )


@bp.get("/coaching/ratings/<uuid:coach_id>")
@requires(Permission.RATINGS_READ)
def coach_ratings(coach_id: UUID) -> str:
    """Read what stores of my region said of one coach, to help that coach."""
    viewer, now = current_viewer(), clock.now()
    return render(
        "coaching/coach_ratings.html",
        name=names_of([coach_id]).get(coach_id, ""),
        opinions=opinions.opinions_of(viewer, coach_id, now),
        blocks=reads.blocks_of([coach_id]).get(coach_id, []),
        questions=QUESTIONS,
        kinds=dict(words.conflict_kinds()),
        words=words,
    )
