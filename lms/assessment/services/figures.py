"""How questions do, over first tries: computed by a sweep, so that no page counts a million answers.

Facility is the mean mark. Discrimination is the correlation, over people, between the mark of the
question and the mean mark of the other answers of the same try (corrected item-total correlation).
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert

from lms.assessment.models import Answer, Attempt, ItemFigure
from lms.core.db import session

MOST = 200

_FIRST = """
    WITH tries AS (
        SELECT a.attempt_id, a.question_uid, a.response,
               CAST(a.fraction_num AS float) / a.fraction_den AS mark
          FROM assessment_answer a
          JOIN assessment_attempt t ON t.id = a.attempt_id
         WHERE t.number = 1 AND t.state IN ('submitted', 'reviewed') AND a.fraction_den IS NOT NULL
           AND a.attempt_id IN (SELECT x.attempt_id FROM assessment_answer x
                                 WHERE x.question_uid = ANY(:uids))
    )
"""
_FIGURES = text(
    _FIRST  # noqa: S608 - our own words
    + """, beside AS (
        SELECT question_uid, mark,
               (sum(mark) OVER one - mark) / nullif(count(*) OVER one - 1, 0) AS others
          FROM tries WINDOW one AS (PARTITION BY attempt_id)
    )
    SELECT question_uid, count(*) AS people, avg(mark) AS facility, corr(mark, others) AS tells
      FROM beside WHERE question_uid = ANY(:uids) GROUP BY question_uid
    """
)
_CHOSEN = text(
    _FIRST  # noqa: S608 - our own words
    + """
    SELECT question_uid, option, count(*) AS people
      FROM tries, jsonb_array_elements_text(
           CASE WHEN jsonb_typeof(response -> 'uids') = 'array' AND response ->> 'kind' = 'chosen'
                THEN response -> 'uids' ELSE '[]' END) AS option
     WHERE question_uid = ANY(:uids) GROUP BY question_uid, option
    """
)
_SECONDS = text(
    """
    WITH told AS (
        SELECT s.question_uid, s.kind, s.at - lag(s.at) OVER (PARTITION BY s.attempt_id
                                                               ORDER BY s.at) AS took
          FROM assessment_step s
          JOIN assessment_attempt t ON t.id = s.attempt_id AND t.number = 1
         WHERE s.kind IN ('started', 'checked')
           AND s.attempt_id IN (SELECT x.attempt_id FROM assessment_answer x
                                 WHERE x.question_uid = ANY(:uids))
    )
    SELECT question_uid, percentile_cont(0.5) WITHIN GROUP (
           ORDER BY extract(epoch FROM took)) AS seconds
      FROM told WHERE kind = 'checked' AND question_uid = ANY(:uids) GROUP BY question_uid
    """
)


def recompute(*, now: datetime) -> int:
    """Compute again the figures of questions answered since the last time; return how many.

    Safe late or twice: what is not done this time is done the next.
    """
    done = select(ItemFigure.computed_at).where(ItemFigure.question_uid == Answer.question_uid)
    last = func.coalesce(
        done.scalar_subquery(), datetime.fromisoformat("2000-01-01T00:00:00+00:00")
    )
    stale = (
        select(Answer.question_uid)
        .join(Attempt, Attempt.id == Answer.attempt_id)
        .where(Attempt.closed_at.is_not(None), Attempt.number == 1)
        .group_by(Answer.question_uid)
        .having(func.max(Attempt.closed_at) >= last)
        .order_by(Answer.question_uid)
        .limit(MOST)
    )
    uids = list(session.scalars(stale))
    compute(uids, now=now)
    return len(uids)


def compute(question_uids: Iterable[UUID], *, now: datetime) -> None:
    """Compute the figures of these questions from the answers as they are marked now."""
    uids = list(question_uids)
    if not uids:
        return
    asked = {"uids": uids}
    chosen: dict[UUID, dict[str, int]] = {}
    for row in session.execute(_CHOSEN, asked):
        chosen.setdefault(row.question_uid, {})[row.option] = row.people
    seconds = {row.question_uid: row.seconds for row in session.execute(_SECONDS, asked)}
    found = {row.question_uid: row for row in session.execute(_FIGURES, asked)}
    rows = [
        {
            "question_uid": uid,
            "people": found[uid].people if uid in found else 0,
            "facility": found[uid].facility if uid in found else None,
            "discrimination": found[uid].tells if uid in found else None,
            "chosen": chosen.get(uid, {}),
            "seconds": None if seconds.get(uid) is None else round(float(seconds[uid])),
            "computed_at": now,
        }
        for uid in uids
    ]
    statement = insert(ItemFigure)
    new = statement.excluded
    names = ("people", "facility", "discrimination", "chosen", "seconds", "computed_at")
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["question_uid"], set_={name: new[name] for name in names}
        ),
        rows,
    )
