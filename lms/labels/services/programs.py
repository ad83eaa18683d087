"""The names of a label, in each language; its code stays as files know it."""

from collections.abc import Mapping
from uuid import UUID

from lms.core import audit
from lms.core.db import get_row, session
from lms.core.errors import Invalid
from lms.core.i18n import DEFAULT, _
from lms.labels.models import Program


def name_program(*, program_id: UUID, names: Mapping[str, str], actor_id: UUID | None) -> Program:
    """Write the names of a label; raises NotFound, Invalid when none is left."""
    row = get_row(Program, program_id, lock=True)
    kept = {locale: said.strip() for locale, said in names.items() if said.strip()}
    if not kept:
        raise Invalid({f"name.{DEFAULT}": _("Name it.")})
    row.names = kept
    session.flush()
    audit.note("labels.program:name", "labels_program", row.id, actor_id=actor_id, fields=kept)
    return row
