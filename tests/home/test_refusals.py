"""Who tried a page that is not theirs is known, though the request is rolled back."""

from sqlalchemy import select

from lms.core.db import session
from lms.core.models import AuditLook
from tests.accounts.conftest import Live, _live, live
from tests.cast import SESSION_COOKIE

__all__ = ["_live", "live"]


def test_a_refusal_is_kept_with_the_page_and_the_person_and_nothing_else(live: Live):
    client = live.client()
    with live.context():
        token = live.cast.open_session(live.cast.alice)
        session.commit()
    client.set_cookie(SESSION_COOKIE, token)
    assert client.get("/policies/accounts.tries.account").status_code == 403
    with live.context():
        found = session.execute(select(AuditLook)).scalars().all()
    assert [
        (one.actor_id, one.outcome, one.action, one.entity, one.entity_id) for one in found
    ] == [(live.cast.alice.id, "refused", "policies.edit", "route", None)]
