"""``lms import course``: a folder or zip of Markdown, or of a layout we can read, becomes a path."""

from typing import Any

import click

from lms.cli.imports import existing, report
from lms.cli.opening import opened


@click.command("course")
@click.argument("path")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@click.option(
    "--editorial", is_flag=True, help="Move those who follow the path to the new version at once."
)
@click.option("--language", default="fr", show_default=True, help="Of content that says none.")
@click.option("--partial", is_flag=True, help="Publish what was read even when some is refused.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, keep nothing.")
def import_course(
    path: str, *, as_json: bool, editorial: bool, language: str, partial: bool, dry_run: bool
) -> None:
    """Read the course or path at PATH and publish it.

    Lessons that did not change keep their version. Each path whose content changes for people who
    follow it waits for a choice (``lms paths versions``). What is refused is named with its file and
    line, the command leaves with 1, and nothing is published (a path would lose those lessons)
    unless ``--partial`` says so.
    """
    from lms.core.db import session
    from lms.core.errors import Problem as Refusal
    from lms.courses.imports.problems import Report
    from lms.courses.imports.reading import opened as source_opened
    from lms.courses.imports.reading import read_source
    from lms.courses.imports.sources import UnsafeSourceError
    from lms.courses.services.bringing import bring_package

    found = existing(path)
    summary: dict[str, Any] = {"created": 0, "updated": 0, "unchanged": 0, "refused": []}
    found_problems = Report()
    with opened():
        try:
            with source_opened(found) as source:
                package = read_source(source, found_problems, language)
                if package is not None and (partial or not found_problems.refused):
                    change = "editorial" if editorial else "content"
                    done = bring_package(package, source, actor_id=None, change=change)
                    summary |= {
                        "created": len(done.created),
                        "updated": len(done.updated),
                        "unchanged": done.unchanged,
                        "path": str(done.path_uid) if done.path_uid else None,
                        "elements": done.created + done.updated,
                        "proposals": [str(one) for one in done.proposals],
                    }
        except (UnsafeSourceError, Refusal) as error:
            session.rollback()
            summary["refused"] = [{"file": found.name, "field": "", "reason": str(error.message)}]
            report(summary, as_json=as_json)
        if dry_run:
            session.rollback()
        else:
            session.commit()
    problems = found_problems.problems
    summary["refused"] = [_row(p) for p in problems if p.refused]
    summary["noted"] = [_row(p) for p in problems if not p.refused]
    report(summary, as_json=as_json)


def _row(problem: Any) -> dict[str, Any]:
    told = problem.as_json()
    return {
        "file": told["file"],
        "row": told["line"],
        "field": told["field"],
        "reason": told["message"],
    }
