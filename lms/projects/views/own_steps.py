"""What is next in a region's own project: one act, by its state and by who looks."""

from collections.abc import Mapping

from flask import url_for

from lms.core.i18n import _
from lms.projects.models import Project, Section
from lms.projects.queries import projects
from lms.projects.queries.there import There
from lms.projects.views.steps import Next, why_suspended

Parts = Mapping[str, Section]


def next_step(
    where: There,
    project: Project | None,
    parts: Parts,
    *,
    is_planned: bool,
    is_archived: bool = False,
) -> Next:
    """Return the one act of the page; those who do not lead read where it stands.

    ``is_planned``: an action is taken by somebody, with a date. ``is_archived``: the region has no
    store any more, and nothing of its project moves.
    """
    if is_archived:
        return Next(
            title=_("This region has no store any more"),
            text=_("Its project is archived: what was written and done stays here to be read."),
        )
    if not where.leads:
        return _reading(project)
    if project is None or project.state == "closed":
        return Next(
            title=_("Show that we do it too") if project is None else _("This project is closed"),
            text=_("What we owe our stores, how we cooperate, our visits, our testimony."),
            url=url_for("projects.region_open", region_id=where.region.id),
            label=_("Open our region's project"),
            is_post=True,
        )
    if project.state == "suspended":
        return Next(
            title=_("The project is suspended"),
            text=why_suspended(project),
            url=_move(project, f"resume_{project.held_state}"),
            label=_("Resume the project"),
            is_post=True,
        )
    if project.state == "planning":
        return _planning(project, is_planned=is_planned)
    return {
        "framing": _framing,
        "diagnosing": _diagnosing,
        "running": _running,
        "reviewing": _reviewing,
    }[project.state](project, parts)


def _reading(project: Project | None) -> Next:
    if project is None:
        return Next(
            title=_("Your region has no project of its own yet"),
            text=_("It shows itself done only with one."),
        )
    return Next(
        title=_("Your region takes part too"),
        text=_("What it owes its stores, and what it does about it: you read it as it goes."),
    )


def _move(project: Project, action: str) -> str:
    return url_for("projects.region_move", project_id=project.id, action=action)


def _framing(project: Project, _parts: Parts) -> Next:
    frame = url_for("projects.region_frame", project_id=project.id)
    if not (project.meaning.strip() and projects.has_objective(project)):
        return Next(
            title=_("Say why, and to where"),
            text=_("A meaning in your words, and one objective that your stores can see."),
            url=frame,
            label=_("Frame the project"),
        )
    return Next(
        title=_("The project is framed"),
        text=_("Four parts come next. Write them with your team."),
        url=_move(project, "diagnose"),
        label=_("Write the four parts"),
        is_post=True,
        more=frame,
        more_label=_("Read it again"),
    )


def _diagnosing(project: Project, parts: Parts) -> Next:
    left = sum(not one.validated_at for one in parts.values())
    if left:
        return Next(
            title=_("Write the four parts"),
            text=_("%(n)s of %(all)s are whole.", n=len(parts) - left, all=len(parts)),
        )
    return Next(
        title=_("The four parts are whole"),
        text=_("Now choose what to change: a few actions, each with somebody and a date."),
        url=_move(project, "plan"),
        label=_("Begin the plan"),
        is_post=True,
    )


def _planning(project: Project, *, is_planned: bool) -> Next:
    if not is_planned:
        return Next(
            title=_("Write the first actions"),
            text=_("Three at most to begin with, each with somebody and a date."),
        )
    return Next(
        title=_("The plan holds"),
        text=_("Start it, and show it in your next meeting."),
        url=_move(project, "run"),
        label=_("Start the plan"),
        is_post=True,
    )


def _running(project: Project, _parts: Parts) -> Next:
    return Next(
        title=_("The plan runs"),
        text=_("Show it in your meetings: stores see what you do, and say what it changes."),
        url=url_for("projects.region_show", region_id=project.region_id),
        label=_("The page to show"),
    )


def _reviewing(project: Project, _parts: Parts) -> Next:
    if projects.is_reviewed(project):
        return Next(
            title=_("The objective is looked at"),
            text=_("Close the project, or go on with it."),
            url=_move(project, "close"),
            label=_("Close the project"),
            is_post=True,
        )
    return Next(
        title=_("What became of the objective?"),
        text=_("Count again as at the beginning, and write what goes on."),
        url=url_for("projects.region_review", project_id=project.id),
        label=_("Look back"),
    )
