"""Writing hostile words wherever somebody may write: forms, files and their names, lessons, questions."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass, replace
from html.parser import HTMLParser
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lms.accounts.rules.limits import Kind
from lms.accounts.services.sessions import open_session
from lms.core import clock, ids
from lms.core.db import session
from lms.core.jobs import drain
from lms.courses.rules.content import (
    AcknowledgementBlock,
    Card,
    CardsBlock,
    Choice,
    Lesson,
    LessonKind,
    LinkBlock,
    Node,
    Outcome,
    Package,
    Quiz,
    ScenarioBlock,
    Step,
    TextBlock,
)
from lms.courses.services import assigning
from tests.assessment.pages import forms_of
from tests.assessment.samples import one_of_each
from tests.browser import payloads
from tests.factories.courses import (
    course,
    keep_nothing,
    package,
    publish_package,
    text_lesson,
    uid,
)
from tests.house.acts import Fields, Ready, armed, ready_acts
from tests.house.ground import ANONYMOUS, House

DONE = {204, 303}
SECRETS = {"secret", "new_secret", "pin"}
"""Never shown to anybody."""
ENDS_A_SESSION = {"tablet.enrol_now"}
TYPED = {"", "text", "search", "email", "tel", "url"}
ROOM = 300
"""As much as is written in a field that does not say how much it takes."""


class Marks(HTMLParser):
    """Tells whether a mark is an attribute of an element: what was escaped is none."""

    found = False

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found = self.found or any(name == "data-xss" for name, _value in attrs)


def is_alive(html: str) -> bool:
    """Tell whether hostile words made an element of ``html``."""
    read = Marks()
    read.feed(html)
    return read.found


class Controls(HTMLParser):
    """The controls of a page where one types, by form, with how much each takes."""

    def __init__(self, html: str) -> None:
        """Read ``html``."""
        super().__init__()
        self.forms: list[tuple[set[str], dict[str, int]]] = []
        self._within = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(({given.get("action", "")}, {}))
            self._within = True
        elif self._within and tag == "button" and "formaction" in given:
            self.forms[-1][0].add(given["formaction"])
        elif self._within and (
            tag == "textarea" or (tag == "input" and given.get("type", "") in TYPED)
        ):
            self.forms[-1][1][given.get("name", "")] = int(given.get("maxlength") or ROOM)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._within = False


def leads(actions: set[str], url: str) -> bool:
    """Tell whether a form posts to ``url``, or to the page it is on."""
    return bool({action.split("?")[0] for action in actions} & {url.split("?", maxsplit=1)[0], ""})


def is_said(value: object) -> bool:
    """Tell whether a value is words: neither an identifier, a day nor a number."""
    return isinstance(value, str) and not re.fullmatch(r"[0-9a-f-]{36}|[\d-]*|\w{1,3}", value)


@dataclass
class Pen:
    """Payloads in turn: as many as fit in a field, then the next ones in the next field."""

    corpus: tuple[str, ...]
    used: int = 0

    def fill(self, room: int = ROOM) -> str:
        """Return the next payloads that fit in ``room`` letters, at least a short one."""
        words = ""
        for _ in range(3):
            one = self.corpus[self.used % len(self.corpus)]
            if len(words) + len(one) + 1 > room:
                break
            words, self.used = f"{words} {one}".strip(), self.used + 1
        if words:
            return words
        self.used += 1
        short = [one for one in payloads.SHORT if len(one) <= room]
        return short[self.used % len(short)] if short else "<"


@dataclass
class Writer:
    """Somebody who writes hostile words everywhere, and remembers what came of it."""

    house: House
    pen: Pen
    typed: set[str]
    """Names of the text fields of forms, shown as choices or not."""
    tried: set[tuple[str, str]] = field(default_factory=set)
    kept: set[tuple[str, str]] = field(default_factory=set)
    shown: list[tuple[str, str, str]] = field(default_factory=list)
    """Who, where, and the page that came back at once, refused most often."""
    places: list[tuple[str, str]] = field(default_factory=list)
    """Who may look, and where: pages that hostile words made."""

    def write(self) -> None:
        """Write everywhere."""
        self.write_lessons()
        for ready in ready_acts(self.house):
            self.write_act(ready)
        self.write_files()
        self.renew()
        with self.house.app.app_context():
            drain(self.house.app)
        self.places += [(ANONYMOUS, url) for url in self.mails()]

    # -- forms ------------------------------------------------------------------------------------

    def write_act(self, ready: Ready) -> None:
        """Write in each field of one act, one at a time; what was accepted stays."""
        client, token = armed(self.house, ready)
        page = client.get(ready.act.page) if ready.act.page else None
        rooms = self.rooms(ready, page)
        base: dict[str, Any] = {**self.base(ready, page), **ready.fields}
        for name, room in rooms.items():
            if name in SECRETS:
                continue
            self.tried.add((ready.endpoint, name))
            for less in (room, 78, 20):
                words = self.pen.fill(min(less, room))
                sent = {**base, **self.unused(base), name: words, "csrf_token": token}
                sent["_key"] = str(ids.new_id())
                answer = client.post(ready.url, data=sent)
                if answer.status_code in DONE:
                    self.kept.add((ready.endpoint, name))
                    base[name] = words
                    break
                if less == room:
                    self.note(ready, answer)
        if ready.endpoint in ENDS_A_SESSION:
            self.renew()

    def unused(self, base: Fields) -> dict[str, str]:
        """Return numbers and codes that nobody has, for what may be made only once."""
        return {
            name: f"X{self.pen.used:05}"[:6]
            for name in ("code", "external_id")
            if name in base and self.pen.used
        }

    def rooms(self, ready: Ready, page: TestResponse | None) -> dict[str, int]:
        """Return the text fields of an act with their room: those of its page, or those it reads."""
        if page is None:
            return dict.fromkeys(sorted(set(ready.fields) | ready.act.reads), ROOM)
        forms = Controls(page.get_data(as_text=True)).forms
        exact = [form for form in forms if leads(form[0], ready.url)]
        found: dict[str, int] = {}
        for _actions, controls in exact or [f for f in forms if leads(f[0], ready.act.page)]:
            found |= controls
        named = (set(ready.fields) | ready.act.reads) & self.typed
        named |= {name for name, value in ready.fields.items() if is_said(value)}
        return {**dict.fromkeys(sorted(named), ROOM), **found}

    def base(self, ready: Ready, page: TestResponse | None) -> dict[str, Any]:
        """Return what a browser would send with nothing typed."""
        if page is None:
            return {}
        for form in forms_of(page):
            if form.action.split("?")[0] == ready.url.split("?")[0]:
                return dict(form.sent())
        return {}

    def note(self, ready: Ready, answer: TestResponse) -> None:
        """Keep the page that came back; a failure is one at once."""
        assert answer.status_code < 500, (ready.endpoint, answer.status_code)
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            words = answer.get_data(as_text=True)
            if answer.status_code not in DONE and words:
                self.shown.append((ready.act.viewer, ready.url, words))
        answer.close()

    # -- files ------------------------------------------------------------------------------------

    def write_files(self) -> None:
        """Send files of people with hostile cells, titles and names."""
        header = ["Matricule", "Prénom", "Nom", "Code magasin", "Métier", "E-mail"]
        for column in range(len(header) + 1):
            rows = []
            for number in range(8):
                row = [f"X{column}{number}", "Lina", "Faure", "0101", "Cashier", "", ""]
                row[column] = self.pen.fill()
                rows.append(row)
            titles = [*header, self.pen.fill(80)]
            name = re.sub(r'[\r\n"/\\]', "", self.pen.fill(120)) + ".csv"
            self.send_file(name, [titles, *rows])

    def send_file(self, name: str, rows: list[list[str]]) -> None:
        """Upload one file, keep the page it leads to."""
        out = io.StringIO()
        csv.writer(out, delimiter=";").writerows(rows)
        client, token = self.house.armed("administrator")
        data = {
            "kind": "people",
            "file": (io.BytesIO(out.getvalue().encode()), name),
            "csrf_token": token,
            "_key": str(ids.new_id()),
        }
        answer = client.post("/imports", data=data, content_type="multipart/form-data")
        assert answer.status_code == 303, answer.status_code
        check = answer.headers["Location"].removesuffix("/columns")
        ends = ("", "/columns", "/lines/refused", "/lines/created")
        self.places += [("administrator", check + end) for end in ends]

    # -- lessons ----------------------------------------------------------------------------------

    def write_lessons(self) -> None:
        """Publish a path whose every word is hostile, give it, answer its questions."""
        made = poisoned_package(self.pen)
        alice = self.house.world.people["alice"]
        with self.house.app.app_context():
            publish_package(made, actor_id=None, store_asset=keep_nothing)
            assert made.path is not None
            assigning.assign_path(
                path_uid=made.path.uid, person_ids=[alice], due_on=None, actor_id=alice
            )
            session.commit()
        client, token = self.house.armed("employee")
        self.places.append(("employee", f"/paths/{made.path.uid}"))
        for lesson in (lesson for one in made.courses for lesson in one.lessons):
            self.places.append(("employee", f"/lessons/{lesson.uid}"))
            if lesson.quiz is not None:
                self.answer(client, token, f"/quizzes/{lesson.quiz.uid}", lesson.quiz)
            else:
                self.places.append(("employee", f"/lessons/{lesson.uid}?step=2"))

    def answer(self, client: FlaskClient, token: str, url: str, quiz: Quiz) -> None:
        """Answer each question with its own first words, so that its feedback shows."""

        def post(where: str, **more: Any) -> TestResponse:
            sent = {**more, "csrf_token": token, "_key": str(ids.new_id())}
            return client.post(where, data=sent)

        post(f"{url}/start").close()
        for step in range(1, len(quiz.questions) + 1):
            where = f"{url}/{step}"
            form = next((f for f in forms_of(client.get(where)) if f.action == where), None)
            self.places.append(("employee", where))
            if form is None:
                continue
            chosen = {
                name: offered[0] if offered else self.pen.fill(60)
                for name, offered in form.offered.items()
                if name not in {"csrf_token", "_key", "move"}
            }
            answer = client.post(where, data={**form.sent(**chosen), "csrf_token": token})
            if answer.status_code == 200:
                self.shown.append(("employee", where, answer.get_data(as_text=True)))
        post(f"{url}/submit").close()
        self.places += [("employee", f"{url}/end"), ("employee", f"{url}/result")]

    # -- afterwards -------------------------------------------------------------------------------

    def renew(self) -> None:
        """Give back a session to those who lost theirs by what was written."""
        world = self.house.world
        with self.house.app.app_context():
            for name, who in world.viewers.items():
                if self.house.browser(name).get("/profile").status_code in {302, 401}:
                    kind = Kind.SHARED if name == "tablet" else Kind.OWN
                    device = UUID(world.things["device_west"]) if name == "tablet" else None
                    opened = open_session(
                        person_id=who.person_id, kind=kind, now=clock.now(), device_id=device
                    )
                    world.viewers[name] = replace(who, token=opened.token)
            session.commit()

    def mails(self) -> Iterator[str]:
        """Yield the addresses of the HTML of every mail."""
        page = self.house.browser().get("/dev/outbox").get_data(as_text=True)
        for one in dict.fromkeys(re.findall(r"/dev/outbox/[0-9a-f-]{36}", page)):
            yield f"{one}/html"


# ---- lessons and questions ------------------------------------------------------------------------

SAID = {
    "title", "text", "summary", "hint", "front", "back", "stem", "feedback", "general_feedback",
    "right", "partial", "wrong", "statement", "guidance", "name", "prompt", "takeaways", "template",
}  # fmt: skip
"""Fields of content where an author writes."""


def poisoned(value: Any, pen: Pen) -> Any:
    """Return content with hostile words after every text an author writes."""
    if isinstance(value, tuple):
        return tuple(poisoned(one, pen) for one in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changes: dict[str, Any] = {}
    for one in fields(value):
        if not one.init:
            continue
        held = getattr(value, one.name)
        if one.name in SAID and isinstance(held, str):
            changes[one.name] = f"{held} {pen.fill()}".strip()
        elif one.name in SAID and isinstance(held, tuple) and held and isinstance(held[0], str):
            changes[one.name] = tuple(f"{words} {pen.fill(200)}" for words in held)
        elif isinstance(held, tuple) or is_dataclass(held):
            changes[one.name] = poisoned(held, pen)
    return replace(value, **changes)


def every_block() -> Lesson:
    """Return a lesson with each kind of block that needs no file."""
    blocks = (
        TextBlock(
            uid=uid("xss/text"), text="> [!attention]\n> Lire.\n\n# Titre\n\n- un\n\n| a |\n|-|\n"
        ),
        CardsBlock(uid=uid("xss/cards"), cards=(Card(uid="c1", front="Recto", back="Verso"),)),
        LinkBlock(uid=uid("xss/link"), url="https://ok.example/", title="Lien", text="Mots"),
        AcknowledgementBlock(uid=uid("xss/ack"), statement="J’ai lu.", text="La charte."),
    )
    nodes = (
        Node(
            uid="n1",
            title="Entrée",
            text="Quelqu’un entre.",
            choices=(Choice(uid="a", text="Saluer", goes_to="n2", feedback="Oui"),),
        ),
        Node(uid="n2", title="Fin", text="Merci.", outcome=Outcome.GOOD),
    )
    play = ScenarioBlock(uid=uid("xss/play"), nodes=nodes, text="Que faire ?")
    steps = tuple(Step(uid=uid(f"xss/s{k}"), blocks=(b,)) for k, b in enumerate((*blocks, play)))
    return replace(text_lesson("xss-blocks"), steps=steps)


def poisoned_package(pen: Pen) -> Package:
    """Return a path of one course: every block, every kind of question, every word hostile."""
    quiz = Quiz(uid=uid("xss/quiz"), questions=tuple(one_of_each().values()))
    asked = Lesson(
        uid=uid("xss-quiz"), slug="xss-quiz", kind=LessonKind.QUIZ, title="Questions", quiz=quiz
    )
    made = package()
    assert made.path is not None
    only = course("xss-course", every_block(), asked)
    first = replace(made.path.sets[0], uid=uid("xss-set"), courses=(only.uid,))
    path = replace(made.path, uid=uid("xss-path"), slug="xss", sets=(first,))
    told: Package = poisoned(replace(made, path=path, courses=(only,)), pen)
    return told
