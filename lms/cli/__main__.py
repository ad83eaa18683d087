"""``python -m lms.cli``: the command line with this copy's own database when none is named."""

import sys

from lms.cli import main
from lms.cli.place import database_ready, names_a_database
from lms.core.embedded import EmbeddedError

OWN_DATABASE = {"run", "serve"}
"""Commands that bring the database up themselves, or become a server of which one is told."""


def start(words: list[str]) -> None:
    """Run the command line; a database that cannot start is one sentence, not a traceback."""
    alone = not words or words[0] in OWN_DATABASE or "--help" in words or names_a_database()
    if alone:
        main(prog_name="lms")
        return
    try:
        with database_ready():
            main(prog_name="lms")
    except EmbeddedError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    start(sys.argv[1:])
