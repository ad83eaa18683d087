"""Rows are found or missing, and one that is locked is read as it stands now."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from lms.core import ids
from lms.core.db import get_row, session
from lms.core.errors import NotFound
from lms.core.models import Severance

NOON = datetime(2026, 4, 1, 12, tzinfo=UTC)
LATER = NOON.replace(hour=13)


@pytest.mark.parametrize("lock", [False, True])
def test_a_row_that_is_not_there_is_not_found(kernel, lock):
    with pytest.raises(NotFound):
        get_row(Severance, ids.new_id(), lock=lock)


def test_what_others_changed_is_seen_once_the_row_is_locked(kernel):
    made = Severance(id=ids.new_id(), at=NOON)
    session.add(made)
    session.flush()
    session.execute(
        text("UPDATE ops.severance SET at = :at WHERE id = :id").bindparams(at=LATER, id=made.id)
    )
    assert get_row(Severance, made.id).at == NOON
    assert get_row(Severance, made.id, lock=True).at == LATER
