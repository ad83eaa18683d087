"""What projects offer elsewhere by code: next acts, lines before a visit, links from a moment."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from flask import url_for

from lms.core import briefs, preparing, references, slots, todo
from lms.core.access import Capability, Permission, Viewer
from lms.core.asking import Row
from lms.core.i18n import _, ngettext
from lms.network.queries import day_of, scoped
from lms.projects.queries import waiting


@todo.finder(
    "projects.verify",
    waiting.actions_to_see,
    needs=(Permission.ACTION_VERIFY,),
    given=scoped(Permission.ACTION_VERIFY),
)
def actions_to_see(rows: Sequence[Row], _viewer: Viewer, _now: datetime) -> Iterable[todo.Act]:
    """Yield one act while actions wait for somebody else to see what they changed."""
    yield todo.Act(
        rank=todo.PEOPLE,
        title=ngettext(
            "%(num)s action waits for your eye", "%(num)s actions wait for your eye", len(rows)
        ),
        url=url_for("projects.action", action_id=rows[0].id),
        code="projects.verify",
        detail=_("Do customers feel it?"),
        minutes=2,
    )


@todo.finder("projects.handed", waiting.points_handed)
def points_handed(rows: Sequence[Row], _viewer: Viewer, _now: datetime) -> Iterable[todo.Act]:
    """Yield one act while a store waits for somebody's answer."""
    yield todo.Act(
        rank=todo.PEOPLE,
        due=rows[0].escalation_due or date.max,
        title=ngettext(
            "%(num)s store handed you a point", "%(num)s stores handed you a point", len(rows)
        ),
        url=url_for("projects.escalations"),
        code="projects.handed",
    )


@todo.finder(
    "projects.action", lambda _: waiting.own_actions(), needs=(Permission.PROJECT_TAKE_PART,)
)
def own_actions(rows: Sequence[Row], _viewer: Viewer, _now: datetime) -> Iterable[todo.Act]:
    """Yield one's own actions under way, the soonest due first."""
    for one in rows:
        yield todo.Act(
            rank=todo.PEOPLE + 1,
            due=one.due_on or date.max,
            title=_("%(when)s, %(do)s", when=one.when_words, do=one.do_words),
            url=url_for("projects.action", action_id=one.id)
            if one.unit_id
            else url_for("projects.region_own", region_id=one.region_id),
            code="projects.action",
            detail=_("Your action in the store's project")
            if one.unit_id
            else _("Your action in the region's project"),
        )


@todo.finder(
    "projects.ritual",
    waiting.rituals_led,
    needs=(Permission.PROJECT_LEAD,),
    given=scoped(Permission.PROJECT_LEAD),
)
def rituals_of_today(rows: Sequence[Row], viewer: Viewer, _now: datetime) -> Iterable[todo.Act]:
    """Yield one act while a ritual of today was not told of, for those who run the store."""
    found = waiting.expected(rows, day_of(viewer))
    if found:
        one = next((row for row in found if row.is_brief), found[0])
        page = "projects.brief" if one.is_brief else "projects.rituals"
        yield todo.Act(
            rank=todo.PEOPLE + 2,
            due=day_of(viewer),
            title=_("Today: %(name)s", name=one.name),
            url=url_for(page, unit_id=one.unit_id),
            code="projects.ritual",
            minutes=one.minutes,
        )


@todo.finder("projects.walk", waiting.walks, needs=(Permission.PROJECT_TAKE_PART,))
def walk_to_do(rows: Sequence[Row], _viewer: Viewer, _now: datetime) -> Iterable[todo.Act]:
    """Yield one act while the store walks through its senses and somebody has not."""
    yield todo.Act(
        rank=todo.PEOPLE + 2,
        title=_("Walk through the store with one sense"),
        url=url_for("projects.walk", project_id=rows[0].id),
        code="projects.walk",
        minutes=5,
    )


@todo.finder(
    "projects.next",
    waiting.projects_led,
    needs=(Permission.PROJECT_LEAD,),
    given=scoped(Permission.PROJECT_LEAD),
)
def project_to_lead(rows: Sequence[Row], _viewer: Viewer, _now: datetime) -> Iterable[todo.Act]:
    """Yield, for who runs a store, where its project goes from here."""
    for one in rows:
        yield todo.Act(
            rank=todo.PEOPLE + 3,
            title=_NEXT[one.state or "none"](),
            url=url_for("projects.store", unit_id=one.unit_id),
            code="projects.next",
            detail=one.name if len(rows) > 1 else _("Our project"),
        )


_NEXT = {
    "none": lambda: _("Open your store's project"),
    "framing": lambda: _("Say what your project is for"),
    "diagnosing": lambda: _("Go on with the four looks at the store"),
    "planning": lambda: _("Choose your first actions"),
    "running": lambda: _("Look at the actions and rituals under way"),
    "reviewing": lambda: _("Look back with the team"),
    "suspended": lambda: _("Take your project up again"),
}
"""What is next in a store's project, by its state."""


@preparing.source(
    "projects.actions",
    lambda viewer: waiting.before_a_visit() if viewer.may(Permission.PROJECT_READ) else None,
)
def before_a_visit(
    unit_id: UUID, found: preparing.Answers, viewer: Viewer, _now: datetime
) -> Iterable[preparing.Line]:
    """Yield the actions that are late or wait to be seen in a store, and today's rituals."""
    for one in found["actions"]:
        seen = one.state == "done"
        yield preparing.Line(
            rank=1 if seen else 2,
            title=_("%(when)s, %(do)s", when=one.when_words, do=one.do_words),
            detail=_("Done: does it show?") if seen else _("Its date has come"),
            url=url_for("projects.action", action_id=one.id),
        )
    rituals = len(waiting.expected(found["rituals"], day_of(viewer)))
    if rituals:
        yield preparing.Line(
            rank=3,
            title=ngettext(
                "%(num)s ritual is held today", "%(num)s rituals are held today", rituals
            ),
            url=url_for("projects.rituals", unit_id=unit_id),
        )


@slots.filler("coaching.my_day", "projects.help")
def stores_to_help(viewer: Viewer, _topic: slots.Topic) -> Iterable[slots.Offer]:
    """Offer, beside a coach's day, the first stores to help among those they follow."""
    if {one.scope_kind for one in viewer.grants_for(Permission.BOARD_READ)} == {"unit"}:
        url = url_for("projects.followed_board")
        yield slots.Offer(label=_("Who needs help this week?"), url=url, icon="trend", is_part=True)


@references.source("projects.points")
def points_at(item: UUID, viewer: Viewer) -> Iterable[references.Reference]:
    """Yield the points stores keep at a moment, within the viewer's reach."""
    if not viewer.may(Permission.PROJECT_READ):
        return
    for project_id, _unit_id, unit, words in waiting.points_at(item, viewer):
        yield references.Reference(
            source=_("Store projects"),
            label=_("%(unit)s: %(words)s", unit=unit, words=words),
            url=url_for("projects.voice", project_id=project_id),
        )


@briefs.asking(
    "projects.actions",
    briefs.Part.TRY,
    asks=lambda _asked: {"plan": waiting.plan_gestures()},
    capability=Capability.PROJECT,
)
def gestures_of_the_plan(_asked: briefs.Asked, found: briefs.Answers) -> Iterable[briefs.Line]:
    """Yield what the team decided to do in its plan, whoever took it."""
    for one in found["plan"]:
        yield briefs.Line(
            part=briefs.Part.TRY,
            key=f"action:{one.id}",
            words=_("%(when)s, %(do)s", when=one.when_words, do=one.do_words),
            about=_("Decided in our plan"),
        )
