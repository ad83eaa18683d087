"""The parts of a diagnostic: written, validated once they hold what they must, opened again."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from lms.core import ids
from lms.core.db import session
from lms.core.errors import NotFound, Refused
from lms.core.facts import record
from lms.core.i18n import _
from lms.projects.events import SectionValidated
from lms.projects.models import Project, Section, SectionEntry
from lms.projects.queries.diagnostic import section_facts
from lms.projects.queries.flows import Usual
from lms.projects.queries.projects import get_project, sections_of
from lms.projects.rules.sections import section_fault
from lms.projects.services.moving import By, next_number

LONGEST = 4000


def open_part(project_id: UUID, code: str) -> tuple[Project, Section]:
    """Return a part that may still be worked on, its project locked; raises NotFound or Refused."""
    project = get_project(project_id, lock=True)
    section = sections_of(project_id).get(code)
    if section is None:
        raise NotFound
    if project.state != "diagnosing":
        raise Refused(_("The diagnostic is not under way."))
    if section.validated_at is not None:
        raise Refused(_("This part is validated. Open it again to change it."))
    return project, section


def write(*, project_id: UUID, code: str, words: str, by: By) -> Section:
    """Keep the written synthesis of a part, validated or not yet whole; raises Refused."""
    _project, section = open_part(project_id, code)
    section.words = words.strip()[:LONGEST]
    section.updated_at = by.now
    session.flush()
    return section


def fault_of(
    project: Project,
    section: Section,
    today: date,
    weeks: Mapping[str, Usual] | None = None,
) -> str | None:
    """Return why a part may not be validated yet, in words; None when it may.

    ``weeks``: the usual weeks of its store, when the caller has read them.
    """
    facts = section_facts(project, section.code, section.words, today, weeks)
    return section_fault(section.code, facts)


def validate(*, project_id: UUID, code: str, by: By, words: str | None = None) -> Section:
    """Validate a part of a diagnostic; raises Refused with what it lacks."""
    project, section = open_part(project_id, code)
    if words is not None:
        section.words = words.strip()[:LONGEST]
        session.flush()
    fault = fault_of(project, section, by.today)
    if fault:
        raise Refused(fault)
    section.validated_at, section.validated_by, section.updated_at = by.now, by.person_id, by.now
    made = _entry(section, by, validated=True)
    record(SectionValidated(project_id=project_id, code=code), source=made.id, at=by.now)
    return section


def reopen(*, project_id: UUID, code: str, by: By) -> Section:
    """Open a validated part again while the diagnostic is under way; raises Refused."""
    project = get_project(project_id, lock=True)
    section = sections_of(project_id).get(code)
    if section is None:
        raise NotFound
    if project.state != "diagnosing" or section.validated_at is None:
        raise Refused(_("This part is not to be opened again now."))
    section.validated_at = section.validated_by = None
    section.updated_at = by.now
    _entry(section, by, validated=False)
    return section


def _entry(section: Section, by: By, *, validated: bool) -> SectionEntry:
    made = SectionEntry(
        id=ids.new_id(),
        project_id=section.project_id,
        code=section.code,
        number=next_number(
            SectionEntry.number,
            SectionEntry.project_id == section.project_id,
            SectionEntry.code == section.code,
        ),
        validated=validated,
        actor_id=by.person_id,
        occurred_at=by.now,
        occurred_on=by.today,
        received_at=by.now,
    )
    session.add(made)
    session.flush()
    return made
