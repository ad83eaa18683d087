"""Who asks: sessions opened for learners, managers, coaches, head office and those who tell."""

import http.client
import re
import urllib.parse
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from sqlalchemy import text

from lms.accounts.rules.limits import Kind
from lms.accounts.services.sessions import open_session
from lms.core import clock
from lms.core.db import session


@dataclass(slots=True)
class Visitor:
    """Somebody signed in: their cookie, their CSRF token and what they look at."""

    cookie: str
    token: str = ""
    answer: dict[str, str] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)


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
_COACHES = text(
    """
    SELECT coach_id FROM quotes_difficulty WHERE coach_id IS NOT NULL AND state <> 'draft'
     GROUP BY 1 ORDER BY count(*) DESC, coach_id LIMIT :count
    """
)
_LABELLED = text(
    """
    SELECT DISTINCT ON (m.unit_id) m.person_id, m.unit_id FROM network_mandate m
      JOIN labels_application a ON a.unit_id = m.unit_id
      JOIN labels_season s ON s.id = a.season_id AND s.state = 'open'
     WHERE m.kind = 'unit_manager' AND upper_inf(m.during)
     ORDER BY m.unit_id, m.person_id LIMIT :count
    """
)
_DESK = text("SELECT id FROM accounts_person WHERE email = 'henri@exemple.fr'")
_PATH = text("SELECT path_uid FROM courses_enrolment GROUP BY 1 ORDER BY count(*) DESC LIMIT 1")
_CARDS = text("SELECT id FROM quotes_card WHERE status = 'published' ORDER BY place LIMIT 200")
_TELLERS = text(
    """
    SELECT m.person_id FROM network_membership m
      JOIN network_position p ON p.id = m.position_id
      JOIN network_mandate c ON c.unit_id = m.unit_id AND c.kind = 'coach' AND upper_inf(c.during)
      JOIN accounts_person coach ON coach.id = c.person_id
     WHERE upper_inf(m.during) AND m.is_primary AND p.code IN ('seller', 'cashier', 'stock')
       AND (coach.email IS NOT NULL OR NOT :mailed)
       AND NOT EXISTS (SELECT 1 FROM quotes_difficulty d WHERE d.reporter_id = m.person_id)
     GROUP BY 1 ORDER BY 1 LIMIT :count
    """
)


def visitors(count: int, tellers: int) -> dict[str, list[Visitor]]:
    """Open sessions for ``count`` learners, managers and coaches, for head office, for tellers."""
    cards = [str(one) for one in session.scalars(_CARDS)]
    managers = [enter(one) for one in session.scalars(_MANAGERS, {"count": count}).all()]
    for visitor in managers:
        visitor.paths = {"team": "/team"}
    labelled = _labelled(count)
    coaches = [enter(one) for one in session.scalars(_COACHES, {"count": count}).all()]
    for visitor in coaches:
        visitor.paths = {"coaching": "/coaching"}
    desk = enter(session.execute(_DESK).scalar_one())
    desk.paths = {
        "report": f"/reports/paths/{session.execute(_PATH).scalar_one()}",
        "labels": "/labels/network",
        "network": "/board",
    }
    found = {
        "nobody": [Visitor("", paths={"sign_in": "/sign-in"})],
        "learner": _learners(count, cards),
        "manager": managers,
        "labelled": labelled,
        "coach": coaches,
        "desk": [desk],
        "teller": list_tellers(tellers),
    }
    session.commit()
    return found


def _labelled(count: int) -> list[Visitor]:
    """Return managers of stores that take part in the label, each before their own page."""
    found = []
    for person_id, unit_id in session.execute(_LABELLED, {"count": count}).all():
        visitor = enter(person_id)
        visitor.paths = {"label": f"/labels/stores/{unit_id}"}
        found.append(visitor)
    return found


def _learners(count: int, cards: list[str]) -> list[Visitor]:
    found: dict[UUID, Visitor] = {}
    for row in session.execute(_LEARNERS).all():
        if row.person_id in found or len(found) == count:
            continue
        card = cards[len(found) % len(cards)]
        visitor = found[row.person_id] = enter(row.person_id)
        visitor.paths = {
            "home": "/",
            "path": f"/paths/{row.path_uid}",
            "lesson": f"/lessons/{row.lesson}?step=2",
            "start": f"/quizzes/{row.quiz}/start",
            "question": f"/quizzes/{row.quiz}/1",
            "draft": f"/quizzes/{row.quiz}/1/draft",
            "tell": "/tell",
            "library": "/cards",
            "card": f"/cards/{card}",
            "body": f"/cards/{card}/body",
        }
    return list(found.values())


def list_tellers(count: int, *, mailed: bool = False) -> list[Visitor]:
    """Return people who told nothing yet; ``mailed``: whose coach has an address."""
    people = session.scalars(_TELLERS, {"count": count, "mailed": mailed}).all()
    found = [enter(one) for one in people]
    for visitor in found:
        visitor.paths = {"send": "/tell"}
    return found


def enter(person_id: UUID) -> Visitor:
    """Open a session for somebody."""
    opened = open_session(person_id=person_id, kind=Kind.OWN, now=clock.now())
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


def get_ready(port: int, people: list[Visitor]) -> None:
    """Give everybody what forms need: the token belongs to the form's cookie, not to a person."""
    if not people:
        return
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    _status, cookies, body = ask(connection, people[0], "/")
    connection.close()
    token = re.search(r'X-CSRF-Token":"([^"]+)"', body)
    for visitor in people:
        visitor.cookie += f"; {cookies}" if cookies else ""
        visitor.token = token[1] if token else ""


def prepare(port: int, visitor: Visitor) -> bool:
    """Start the visitor's quiz and learn its fields; False when it cannot be taken."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
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
) -> tuple[int, str]:
    """Post a form with the visitor's token and a fresh key; return status and where it leads."""
    data = urllib.parse.urlencode({"csrf_token": visitor.token, "_key": str(uuid4()), **fields})
    headers = {
        "Cookie": visitor.cookie,
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept-Encoding": "br",
    }
    connection.request("POST", path, body=data, headers=headers)
    answer = connection.getresponse()
    answer.read()
    return answer.status, answer.headers.get("Location", "")
