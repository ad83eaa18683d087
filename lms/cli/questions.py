"""``lms import questions``: GIFT, Aiken, Moodle XML, embedded answers."""

import click

from lms.cli.imports import existing, report
from lms.cli.opening import opened


@click.command("questions")
@click.argument("path")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["gift", "aiken", "moodle-xml", "embedded"]),
    help="Say the format instead of having it found.",
)
@click.option("--lang", default="fr", show_default=True, help="Language of the questions (BCP 47).")
@click.option("--source", default="", help="Name of the file in questions' identifiers.")
def import_questions_command(
    path: str, *, as_json: bool, form: str | None, lang: str, source: str
) -> None:
    """Read a file of questions, or every file of a folder, into the bank.

    A file read again under the same name updates its questions. Leaves with 1 when one is refused.
    """
    from lms.assessment.imports.folder import import_path
    from lms.core.db import session

    found = existing(path)
    with opened():
        summary = import_path(found, form=form or "", lang=lang, source=source)
        session.commit()
    report(summary, as_json=as_json)
