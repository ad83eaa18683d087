"""What is taken away: a version as YAML that reads back the same, the coverage as a table."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import yaml

from lms.core.i18n import _
from lms.core.tabular import write_csv
from lms.referential.queries.following import Coverage
from lms.referential.rules import Content, Kind
from lms.referential.rules.coverage import COLUMNS, Standing
from lms.referential.rules.translations import LISTS, Key, lines_of

YAML_TYPE = "application/yaml; charset=utf-8"


def as_yaml(
    kind: Kind, content: Content, translations: Mapping[str, Mapping[Key, str]] | None = None
) -> str:
    """Return a version as the file it can be brought back from, its languages included."""
    said = {key: _plain(value) for key, value in asdict(content).items() if value}
    told = {locale: _by_element(words) for locale, words in (translations or {}).items() if words}
    if told:
        said["translations"] = told
    return yaml.safe_dump(
        {"kind": kind.value, **said}, allow_unicode=True, sort_keys=False, width=100
    )


def _by_element(words: Mapping[Key, str]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for (element, field), said in words.items():
        found.setdefault(element, {})[field] = lines_of(said) if field in LISTS else said
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items() if one}
    return [_plain(one) for one in value] if isinstance(value, tuple | list) else value


def coverage_table(found: Coverage, names: dict[str, str]) -> bytes:
    """Return the coverage as CSV: a line per moment, a number or the words of a hole per column."""
    header = [_("Moment"), _("Channels"), *(names[column] for column in COLUMNS), _("Due on")]
    hole, soon = _("promise not lived"), _("nothing yet")
    lines = [
        [
            found.moments[row.moment].name,
            ", ".join(found.moments[row.moment].channels),
            *(
                cell.count or (hole if cell.standing is Standing.HOLE else soon)
                for cell in row.cells
            ),
            row.due,
        ]
        for row in found.rows
    ]
    return write_csv(header, lines)
