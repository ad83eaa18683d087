"""The routes measured: who asks for each, and what a request of it is."""

import http.client
import re
import urllib.parse
from dataclasses import dataclass, field
from uuid import uuid4

from sqlalchemy import text

from lms.accounts.rules.limits import Kind
from lms.accounts.services.sessions import open_session
from lms.core import clock
from lms.core.db import session

HOT, EVERYDAY, REPORT = "hot", "everyday", "report"
CEILING = {HOT: 1.0, EVERYDAY: 1.5, REPORT: 2.5}


@dataclass(slots=True)
class Visitor:
    """Somebody signed in: their cookie, their CSRF token and what they look at."""

    cookie: str
    token: str = ""
    answer: dict[str, str] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Route:
    """A route of the benchmark."""

    name: str
    kind: str
    role: str
    what: str
    method: str = "GET"


ROUTES = (
    Route("sign-in page", EVERYDAY, "nobody", "sign_in"),
    Route("home", HOT, "learner", "home"),
    Route("path", EVERYDAY, "learner", "path"),
    Route("lesson", HOT, "learner", "lesson"),
    Route("quiz question", HOT, "learner", "question"),
    Route("quiz answer POST", EVERYDAY, "learner", "draft", "POST"),
    Route("team page", EVERYDAY, "manager", "team"),
    Route("HQ path report", REPORT, "desk", "report"),
    Route("people search", EVERYDAY, "desk", "search"),
)

_LEARNERS = text(
    """
    SELECT e.person_id, e.path_uid, l.uid AS lesson, q.quiz_uid AS quiz
      FROM courses_enrolment e
      JOIN courses_lesson_state s ON s.person_id = e.person_id AND s.state IN ('complete', 'passed')
      JOIN courses_lesson l ON l.uid = s.lesson_uid
      JOIN courses_lesson_version lv ON lv.id = l.current_version_id
       AND jsonb_array_length(lv.body -> 'steps') > 1
      JOIN LATERAL (SELECT l2.quiz_uid FROM courses_lesson_state s2
                      JOIN courses_lesson l2 ON l2.uid = s2.lesson_uid
                     WHERE s2.person_id = e.person_id AND l2.quiz_uid IS NOT NULL LIMIT 1) q ON true
     WHERE e.unit_id IS NOT NULL AND e.state = 'started'
     ORDER BY e.person_id, l.uid LIMIT 4000
    """
)
_MANAGERS = text(
    """
    SELECT person_id FROM network_mandate
     WHERE kind = 'unit_manager' AND upper_inf(during) ORDER BY person_id LIMIT :count
    """
)
_DESK = text("SELECT id FROM accounts_person WHERE email = 'henri@exemple.fr'")
_PATH = text("SELECT path_uid FROM courses_enrolment GROUP BY 1 ORDER BY count(*) DESC LIMIT 1")
SEARCHES = ("mar", "alice", "durand", "le", "benali", "ros", "fab", "sch")


def visitors(count: int) -> dict[str, list[Visitor]]:
    """Open sessions for ``count`` learners and managers and for head office."""
    learners: dict[object, Visitor] = {}
    for row in session.execute(_LEARNERS):
        if row.person_id not in learners and len(learners) < count:
            visitor = learners[row.person_id] = _enter(row.person_id)
            visitor.paths = {
                "home": "/",
                "path": f"/paths/{row.path_uid}",
                "lesson": f"/lessons/{row.lesson}?step=2",
                "start": f"/quizzes/{row.quiz}/start",
                "question": f"/quizzes/{row.quiz}/1",
                "draft": f"/quizzes/{row.quiz}/1/draft",
            }
    managers = [_enter(p) for p in session.scalars(_MANAGERS, {"count": count})]
    for visitor in managers:
        visitor.paths = {"team": "/team"}
    desk = _enter(session.execute(_DESK).scalar_one())
    desk.paths = {"report": f"/reports/paths/{session.execute(_PATH).scalar_one()}"}
    session.commit()
    return {
        "nobody": [Visitor("", paths={"sign_in": "/sign-in"})],
        "learner": list(learners.values()),
        "manager": managers,
        "desk": [desk],
    }


def _enter(person_id: object) -> Visitor:
    opened = open_session(person_id=person_id, kind=Kind.OWN, now=clock.now())  # type: ignore[arg-type]
    return Visitor(f"lms_sid={opened.token}")


def ask(
    connection: http.client.HTTPConnection, visitor: Visitor, path: str
) -> tuple[int, str, str]:
    """Get a page; return status, cookies set, and its words when not compressed."""
    headers = {"Cookie": visitor.cookie, "Accept-Encoding": "identity", "Accept-Language": "fr"}
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read().decode(errors="replace")
    given = answer.headers.get_all("Set-Cookie") or []
    return answer.status, "; ".join(c.split(";")[0] for c in given), body


def prepare(port: int, visitor: Visitor) -> bool:
    """Start the visitor's quiz and learn its fields; False when it cannot be taken."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    status, cookies, body = ask(connection, visitor, "/")
    if status != 200:
        return False
    visitor.cookie += f"; {cookies}" if cookies else ""
    found = re.search(r'X-CSRF-Token":"([^"]+)"', body)
    visitor.token = found[1] if found else ""
    post(connection, visitor, visitor.paths["start"], {})
    status, _cookies, body = ask(connection, visitor, visitor.paths["question"])
    choice = re.search(r'<input[^>]*type="(?:radio|checkbox)"[^>]*>', body)
    name = choice and re.search(r'name="([^"]+)"', choice[0])
    value = choice and re.search(r'value="([^"]+)"', choice[0])
    if name and value:
        visitor.answer = {name[1]: value[1]}
    connection.close()
    return status == 200 and bool(visitor.answer)


def post(
    connection: http.client.HTTPConnection, visitor: Visitor, path: str, fields: dict[str, str]
) -> int:
    """Post a form with the visitor's token and a fresh key; return the status."""
    data = urllib.parse.urlencode({"csrf_token": visitor.token, "_key": str(uuid4()), **fields})
    headers = {
        "Cookie": visitor.cookie,
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept-Encoding": "br",
    }
    connection.request("POST", path, body=data, headers=headers)
    answer = connection.getresponse()
    answer.read()
    return answer.status
