"""Files of units and people: read, mapped, compared row by row, then applied at once.

Nothing changes before the differences were seen. The plan is made again when it is applied; when
it is not the one that was read, the import stops instead of doing something else.
"""

from lms.network.imports.runs import (
    Start,
    apply_import,
    check,
    fix_line,
    get_import,
    map_columns,
    preview,
    queue,
    refused_table,
    set_options,
    start,
)

__all__ = [
    "Start",
    "apply_import",
    "check",
    "fix_line",
    "get_import",
    "map_columns",
    "preview",
    "queue",
    "refused_table",
    "set_options",
    "start",
]
