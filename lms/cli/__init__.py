"""The ``lms`` command line: one file per group, loaded when the group is called."""

from importlib import import_module

import click

COMMANDS: dict[str, str] = {
    "run": "lms.cli.serve:run",
    "serve": "lms.cli.serve:serve",
    "worker": "lms.cli.serve:worker",
    "migrate": "lms.cli.serve:migrate",
    "demo": "lms.cli.demo:demo",
    "files": "lms.cli.files:files",
    "import": "lms.cli.imports:import_group",
    "export": "lms.cli.exports:export_group",
    "paths": "lms.cli.paths:paths",
    "routes": "lms.cli.routes:routes",
    "facts": "lms.cli.facts:facts",
    "house": "lms.cli.house:house",
    "audit": "lms.cli.audit:audit",
    "doctor": "lms.cli.doctor:doctor",
    "accounts": "lms.cli.people:accounts",
    "guard": "lms.cli.guard:guard",
    "labels": "lms.cli.labels:labels",
    "simulate": "lms.cli.simulate:simulate",
}


class _Lazy(click.Group):
    """A group that imports a command's file only when it is named: quick start, no cycles."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        where = COMMANDS.get(cmd_name)
        if where is None:
            return None
        module, name = where.split(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@click.command(cls=_Lazy)
def main() -> None:
    """Comptoir's command line."""
