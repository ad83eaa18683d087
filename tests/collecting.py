"""Python looks for rings of dead objects less often while tests run: the product itself is large.

Hundreds of thousands of objects live as long as the process; walking them again and again was a sixth of
the time of tests of pages.
"""

import gc

OFTEN = (50_000, 20, 50)
"""Objects made before the young are looked at, then how many looks before the older are."""


def pytest_collection_finish() -> None:
    """Leave what was loaded aside, for good."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*OFTEN)
