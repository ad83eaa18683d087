"""``lms files``: where the bytes of files are kept."""

import shutil

import click

from lms.cli.opening import opened


@click.group()
def files() -> None:
    """Where files are kept."""


@files.command("to-bucket")
def to_bucket() -> None:
    """Copy what the folder holds to the bucket of the settings; may be run again."""
    from lms.core import ids
    from lms.core.files import LocalStorage, storage_for

    with opened() as app:
        settings = app.extensions["settings"]
        if settings.bucket is None:
            raise click.ClickException("LMS_S3_BUCKET is not set: there is no bucket to copy to.")
        folder, bucket = LocalStorage(settings.files_dir), storage_for(settings)
        there = {key for key, _at in bucket.keys()}  # noqa: SIM118 - a storage is no mapping
        copied = 0
        for key, _at in folder.keys():  # noqa: SIM118
            if key.isalnum() and key not in there:
                prepared = bucket.workspace() / ids.new_id().hex
                with folder.open(key) as source, prepared.open("xb") as out:
                    shutil.copyfileobj(source, out)
                bucket.save(key, prepared)
                copied += 1
    click.echo(f"{copied} files copied to {settings.bucket.name}, {len(there)} were there.")
