"""``lms export``: a published path as the folder it could have been imported from."""

import sys
from pathlib import Path
from uuid import UUID

import click


@click.group()
def export_group() -> None:
    """Write out what the product holds."""


@export_group.command("course")
@click.argument("slug")
@click.argument("folder", type=click.Path(path_type=Path))
def export_course(slug: str, folder: Path) -> None:
    """Write the published path SLUG (its slug or uid) as Markdown under FOLDER."""
    from lms.app import create_app
    from lms.cli.place import database_ready
    from lms.courses.exports.published import write_path

    try:
        uid: UUID | None = UUID(slug)
    except ValueError:
        uid = None
    with database_ready(), create_app().app_context():
        count = write_path(folder, slug=slug, uid=uid)
    if count is None:
        click.echo(f"No published path is called {slug}.", err=True)
        sys.exit(2)
    click.echo(f"{count} files written under {folder}.")
