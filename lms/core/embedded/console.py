"""What the server's keeper says while it works: short lines on standard error."""

import sys


def tell(sentence: str) -> None:
    """Print ``sentence`` at once."""
    print(f"  {sentence}", file=sys.stderr, flush=True)  # noqa: T201 - this is the console


def silent(_sentence: str) -> None:
    """Say nothing (tests)."""
