"""``python -m lms.cli``: the command line with this copy's own database when none is named."""

import os
import sys
from contextlib import nullcontext

from lms.cli import main
from lms.cli.place import database_ready, names_a_database
from lms.config import SettingsError
from lms.core.embedded import EmbeddedError
from lms.core.errors import Problem

OWN_DATABASE = {"run", "serve", "house"}
"""Commands that bring the database up themselves, become a server told of one, or need none."""


def start(words: list[str]) -> None:
    """Run the command line; what it refuses is one sentence, not a traceback."""
    told = names_a_database() and not os.environ.get("LMS_DEVELOPMENT")
    alone = told or not words or words[0] in OWN_DATABASE or "--help" in words
    try:
        with nullcontext() if alone else database_ready():
            main(prog_name="lms")
    except (EmbeddedError, SettingsError, Problem) as error:
        sys.exit(f"Error: {error}")


if __name__ == "__main__":
    start(sys.argv[1:])
