"""What is next in a store's project: one act, by its state and by who looks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from lms.core.access import Permission, me
from lms.core.i18n import _
from lms.projects.models import Project
from lms.projects.queries import projects
from lms.projects.queries.places import Seen
from lms.projects.rules.actions import OPEN
from lms.projects.views import words

PAGES = {"voice": "projects.voice", "walk": "projects.walk", "skills": "projects.skills_section"}


Parts = list[tuple[str, Any, str]]
"""Code of a part, its row, its page."""


def part_url(project: Project, code: str) -> str:
    """Return the page of a part of the diagnostic."""
    if code == "flows":
        return url_for("projects.flows", unit_id=project.unit_id)
    return url_for(PAGES[code], project_id=project.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """The one act of the page: a link, or a post when ``is_post``."""

    title: str
    text: str
    url: str = ""
    label: str = ""
    is_post: bool = False
    more: str = ""
    """Something else to do there: an address."""
    more_label: str = ""


def next_step(
    here: Seen,
    project: Project | None,
    parts: Parts,
    lifted: Collection[str] = (),
    acts: Sequence[Any] = (),
) -> Next:
    """Return the one act of a project's page; parts ``lifted`` are asked no more.

    ``acts``: actions the viewer has or may judge, those that wait first.
    """
    if project is None or project.state == "closed":
        return _opening(here, project)
    if project.state == "suspended":
        return Next(
            title=_("The project is suspended"),
            text=why_suspended(project),
            url=_move_url(project, f"resume_{project.held_state}") if here.leads else "",
            label=_("Resume the project"),
            is_post=True,
        )
    if project.state == "diagnosing":
        return _diagnosing(here, project, parts, lifted)
    if project.state == "running":
        return _running(here, project, acts)
    if project.state == "planning":
        return _planning(here, project, lifted)
    return (_framing if project.state == "framing" else _reviewing)(here, project)


def why_suspended(project: Project) -> str:
    """Return what was said when a project was suspended, and what comes after."""
    said = next((one for one in projects.entries_of(project.id) if one.action == "suspend"), None)
    after = _("It goes on from where it stopped.")
    return _("“%(reason)s”. %(after)s", reason=said.reason, after=after) if said else after


def _opening(here: Seen, project: Project | None) -> Next:
    url = url_for("projects.open_project", unit_id=here.unit.id) if here.leads else ""
    if project is not None:
        return Next(
            title=_("This project is closed"),
            text=_("What it changed stays. Another one begins with its own objective."),
            url=url,
            label=_("Open the next project"),
            is_post=True,
        )
    return Next(
        title=_("Your store has no project yet")
        if here.is_team
        else _("This store has no project yet"),
        text=_("A meaning, one objective, four looks at the store, a few actions: with everybody."),
        url=url,
        label=_("Open our project"),
        is_post=True,
    )


def _move_url(project: Project, action: str) -> str:
    return url_for("projects.move", project_id=project.id, action=action)


def _framing(here: Seen, project: Project) -> Next:
    left = projects.left_to_frame(project)
    if not here.leads and left:
        return Next(
            title=_("The project is being framed"),
            text=_("Your manager writes why, and one objective. Then you all take part.")
            if here.is_team
            else _("The store writes why, and one objective. Then its whole team takes part."),
        )
    frame_url = url_for("projects.frame", project_id=project.id)
    if left:
        return _to_frame(project, left, frame_url)
    held = projects.held_by_pilot(project, here.today)
    if not here.leads:
        return Next(
            title=_("The project is framed"),
            text=held or _("Its four looks begin as soon as the store's manager opens them."),
        )
    if held:
        return Next(title=_("The project is framed"), text=held, more=frame_url,
                    more_label=_("Read it again"))  # fmt: skip
    return Next(
        title=_("The project is framed"),
        text=_("Four looks at the store come next: everybody takes part, a few minutes each."),
        url=_move_url(project, "diagnose"),
        label=_("Begin the diagnostic"),
        is_post=True,
        more=frame_url,
        more_label=_("Read it again"),
    )


def _to_frame(project: Project, left: Sequence[str], url: str) -> Next:
    """Return the writing of a frame: what is left to say, where some of it is written."""
    begun = "metric" not in left
    return Next(
        title=_("Say why, and to where"),
        text=_("Still to write: %(what)s.", what=", ".join(words.framing(one) for one in left))
        if begun
        else _("A meaning in your words, and one objective counted at the counter."),
        url=url,
        label=_("Go on with the frame") if begun else _("Frame the project"),
    )


def _diagnosing(here: Seen, project: Project, parts: Parts, lifted: Collection[str]) -> Next:
    left = [one for one in parts if not one[1].validated_at and one[0] not in lifted]
    if not left:
        return Next(
            title=_("The four looks are done"),
            text=_("The team did nothing wrong: customers expect more. Now choose what to change."),
            url=_move_url(project, "plan") if here.leads else "",
            label=_("Begin the plan"),
            is_post=True,
        )
    code, _section, url = left[0]
    return Next(
        title=words.part(code),
        text=_("%(n)s of %(all)s looks are done.", n=len(parts) - len(left), all=len(parts)),
        url=url,
        label=_("Take part") if here.is_team else _("Look at it"),
    )


def _planning(here: Seen, project: Project, lifted: Collection[str]) -> Next:
    gaps, answered = projects.gaps_of(project.id)
    left = gaps - answered - frozenset(lifted)
    plan_url = url_for("projects.plan", project_id=project.id)
    if left or not answered:
        return Next(
            title=_("Write the first actions") if not answered else _("Some points have no action"),
            text=_(
                "Each point kept has one, with somebody and a date. A few at a time: the others wait."
            ),
            url=url_for("projects.action_new", project_id=project.id) if here.is_team else plan_url,
            label=_("Add an action") if here.is_team else _("Look at it"),
            more=plan_url,
            more_label=_("See the plan"),
        )
    return Next(
        title=_("The plan holds"),
        text=_("Each point kept has its action. Start, and hold a ritual or two."),
        url=_move_url(project, "run") if here.leads else "",
        label=_("Start the plan"),
        is_post=True,
        more=plan_url,
        more_label=_("See the plan"),
    )


def _running(here: Seen, project: Project, acts: Sequence[Any]) -> Next:
    if here.leads and project.due_on is not None and project.due_on <= here.today:
        return Next(
            title=_("The objective's day has come"),
            text=_("Count customers as at the beginning, with the team: what became of it?"),
            url=_move_url(project, "review"),
            label=_("Open the review"),
            is_post=True,
            more=url_for("projects.plan", project_id=project.id),
            more_label=_("See the plan"),
        )
    mine = [one for one in acts if one.owner_id == me() and one.state in OPEN]
    judged = [
        one
        for one in acts
        if one.state == "done"
        and me() not in {one.owner_id, one.done_by}
        and here.may(Permission.ACTION_VERIFY)
    ]
    for one, title, label in (
        *((one, _("An action to see"), _("See what it changed")) for one in judged[:1]),
        *((one, _("Your action"), _("Say where it stands")) for one in mine[:1]),
    ):
        return Next(
            title=title,
            text=_("%(when)s, %(do)s", when=one.when_words, do=one.do_words),
            url=url_for("projects.action", action_id=one.id),
            label=label,
        )
    return Next(
        title=_("The plan runs"),
        text=_("What helps now: hold the rituals, and see what actions change for customers."),
        url=url_for("projects.plan", project_id=project.id),
        label=_("See the plan"),
        more=url_for("projects.rituals", unit_id=here.unit.id),
        more_label=_("See the rituals"),
    )


def _reviewing(here: Seen, project: Project) -> Next:
    if projects.is_reviewed(project):
        return Next(
            title=_("The objective is looked at"),
            text=_("Close the project, or go on with it."),
            url=_move_url(project, "close") if here.leads else "",
            label=_("Close the project"),
            is_post=True,
        )
    return Next(
        title=_("What became of the objective?"),
        text=_("Count customers as at the beginning, and write what goes on."),
        url=url_for("projects.review", project_id=project.id),
        label=_("Look back") if here.leads else _("Look at it"),
    )
