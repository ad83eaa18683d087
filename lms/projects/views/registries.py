"""What projects offer elsewhere by code: next acts, lines before a visit, links from a moment."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from flask import url_for

from lms.core import briefs, clock, preparing, references, todo
from lms.core.access import Capability, Permission, Viewer
from lms.core.i18n import _, ngettext
from lms.projects.queries import handed, waiting


def _today(viewer: Viewer) -> date:
    return viewer.today or clock.today()


@todo.finder("projects.verify")
def actions_to_see(viewer: Viewer, now: datetime) -> Iterable[todo.Act]:
    """Yield one act while actions wait for somebody else to see what they changed."""
    del now
    if viewer.person_id is None or not viewer.may(Permission.ACTION_VERIFY):
        return
    count, first = waiting.actions_to_see(viewer)
    if first is not None:
        yield todo.Act(
            rank=todo.PEOPLE,
            title=ngettext(
                "%(num)s action waits for your eye", "%(num)s actions wait for your eye", count
            ),
            url=url_for("projects.action", action_id=first),
            code="projects.verify",
            detail=_("Do customers feel it?"),
            minutes=2,
        )


@todo.finder("projects.handed")
def points_handed(viewer: Viewer, now: datetime) -> Iterable[todo.Act]:
    """Yield one act while a store waits for somebody's answer."""
    del now
    if viewer.person_id is None or viewer.may(Permission.PROJECT_LEAD):
        return
    left = [one for one in handed.handed_to(viewer.person_id) if one.row.answered_on is None]
    if left:
        yield todo.Act(
            rank=todo.PEOPLE,
            due=left[0].row.escalation_due or date.max,
            title=ngettext(
                "%(num)s store handed you a point", "%(num)s stores handed you a point", len(left)
            ),
            url=url_for("projects.escalations"),
            code="projects.handed",
        )


@todo.finder("projects.action")
def own_actions(viewer: Viewer, now: datetime) -> Iterable[todo.Act]:
    """Yield one's own actions under way, the soonest due first."""
    del now
    if viewer.person_id is None or not viewer.may(Permission.PROJECT_TAKE_PART):
        return
    for one in waiting.own_actions(viewer.person_id)[:3]:
        yield todo.Act(
            rank=todo.PEOPLE + 1,
            due=one.due_on or date.max,
            title=_("%(when)s, %(do)s", when=one.when_words, do=one.do_words),
            url=url_for("projects.action", action_id=one.id),
            code="projects.action",
            detail=_("Your action in the store's project"),
        )


@todo.finder("projects.ritual")
def rituals_of_today(viewer: Viewer, now: datetime) -> Iterable[todo.Act]:
    """Yield one act while a ritual of today was not told of, for those who run the store."""
    del now
    if viewer.person_id is None or not viewer.may(Permission.PROJECT_LEAD):
        return
    led = [one.scope_id for one in viewer.grants_for(Permission.PROJECT_LEAD) if one.scope_id]
    found = waiting.rituals_today(led, _today(viewer))
    if found:
        yield todo.Act(
            rank=todo.PEOPLE + 2,
            due=_today(viewer),
            title=_("Today: %(name)s", name=found[0].name),
            url=url_for(
                "projects.brief" if found[0].is_brief else "projects.rituals",
                unit_id=found[0].unit_id,
            ),
            code="projects.ritual",
            minutes=found[0].minutes,
        )


@todo.finder("projects.walk")
def walk_to_do(viewer: Viewer, now: datetime) -> Iterable[todo.Act]:
    """Yield one act while the store walks through its senses and somebody has not."""
    del now
    if viewer.person_id is None or not viewer.may(Permission.PROJECT_TAKE_PART):
        return
    units = waiting.live_own_units(viewer)
    found = waiting.walk_to_do(viewer.person_id, units) if units else None
    if found is not None:
        yield todo.Act(
            rank=todo.PEOPLE + 2,
            title=_("Walk through the store with one sense"),
            url=url_for("projects.walk", project_id=found),
            code="projects.walk",
            minutes=5,
        )


@preparing.source("projects.actions")
def before_a_visit(unit_id: UUID, viewer: Viewer, now: datetime) -> Iterable[preparing.Line]:
    """Yield the actions that are late or wait to be seen in a store, and today's rituals."""
    if not viewer.may(Permission.PROJECT_READ):
        return
    found, rituals = waiting.before_a_visit(unit_id, _today(viewer))
    for one in found[:5]:
        seen = one.state == "done"
        yield preparing.Line(
            rank=1 if seen else 2,
            title=_("%(when)s, %(do)s", when=one.when_words, do=one.do_words),
            detail=_("Done: does it show?") if seen else _("Its date has come"),
            url=url_for("projects.action", action_id=one.id),
        )
    if rituals:
        yield preparing.Line(
            rank=3,
            title=ngettext(
                "%(num)s ritual is held today", "%(num)s rituals are held today", rituals
            ),
            url=url_for("projects.rituals", unit_id=unit_id),
        )


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


@briefs.source("projects.actions", briefs.Part.TRY, capability=Capability.PROJECT)
def gestures_of_the_plan(asked: briefs.Asked) -> Iterable[briefs.Line]:
    """Yield what the team decided to do in its plan, whoever took it."""
    for one in waiting.plan_gestures(asked.unit_id):
        yield briefs.Line(
            part=briefs.Part.TRY,
            key=f"action:{one.id}",
            words=_("%(when)s, %(do)s", when=one.when_words, do=one.do_words),
            about=_("Decided in our plan"),
        )
