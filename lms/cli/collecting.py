"""What a web process does once the product is loaded: the server reads this file as its settings.

The product is hundreds of thousands of objects that live as long as the process. Left among the young
ones, Python walks them again and again to find rings of dead objects: a tenth of the time of a page.
"""

import gc
from typing import Any

from lms.core.connections import plan_for_all_values

OFTEN = (20_000, 20, 50)
"""Objects made before the young are looked at, then how many looks before the older are."""


def post_fork(_server: Any, _worker: Any) -> None:
    """Plan each statement once for all who look, before the first connection is made."""
    plan_for_all_values()


def post_worker_init(_worker: Any) -> None:
    """Leave what was loaded aside, for good."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*OFTEN)
