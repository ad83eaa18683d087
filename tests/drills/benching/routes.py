"""The routes measured: who asks for each, and what a request of it is."""

import http.client
import time
import urllib.parse
from dataclasses import dataclass
from itertools import count

from tests.drills.benching import load
from tests.drills.benching.visitors import Visitor, post

HOT, EVERYDAY, REPORT = "hot", "everyday", "report"
CEILING = {HOT: 1.0, EVERYDAY: 1.5, REPORT: 2.5}


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
    Route("people search", EVERYDAY, "desk", "people"),
    Route("library", EVERYDAY, "learner", "library"),
    Route("library search", EVERYDAY, "learner", "cards"),
    Route("card page", EVERYDAY, "learner", "card"),
    Route("card body", EVERYDAY, "learner", "body"),
    Route("coach inbox", EVERYDAY, "coach", "coaching"),
    Route("tell page", EVERYDAY, "learner", "tell"),
    Route("label store page", EVERYDAY, "labelled", "label"),
    Route("labels of the network", REPORT, "desk", "labels"),
    Route("tell POST", EVERYDAY, "teller", "send", "POST"),
    Route("coach's day", EVERYDAY, "visiting", "my_day"),
    Route("a visit", EVERYDAY, "visiting", "day"),
    Route("dashboard page", EVERYDAY, "visiting", "dashboard"),
    Route("observation", EVERYDAY, "visiting", "observe"),
    Route("store home", HOT, "keeper", "store_home"),
    Route("rate page", EVERYDAY, "keeper", "rate"),
    Route("store project", EVERYDAY, "keeper", "project"),
    Route("board of a store", EVERYDAY, "keeper", "board"),
    Route("morning brief", EVERYDAY, "keeper", "brief"),
    Route("my practice", EVERYDAY, "practised", "practice"),
    Route("usual week", EVERYDAY, "counted", "flows"),
    Route("board of a region", EVERYDAY, "lead", "region"),
    Route("board of the network", REPORT, "desk", "network"),
)

WORDS = {
    "people": ("/people", ("mar", "alice", "durand", "le", "benali", "ros", "fab", "sch")),
    "cards": (
        "/cards",
        ("ticket", "échange ticket", "attente", "dire non", "file caisse", "livr", "retard", "cl"),
    ),
}
"""What is typed in searches: rare words and common ones, whole and half typed."""

TOLD = (
    "Une personne voulait échanger un article sans ticket, la file s'allongeait et je n'ai pas su "
    "quoi répondre. J'ai fini par dire oui pour que cela s'arrête, et je n'en suis pas fier."
)


def address(route: Route, visitor: Visitor, number: int) -> str:
    """Return what the ``number``-th request of a route asks for."""
    if route.what in WORDS:
        page, words = WORDS[route.what]
        return f"{page}?{urllib.parse.urlencode({'q': words[number % len(words)]})}"
    return visitor.paths[route.what]


def fields(route: Route, visitor: Visitor, number: int) -> dict[str, str]:
    """Return what the ``number``-th POST of a route sends."""
    if route.what == "send":
        return {"asked": "words", "words": TOLD, "reach": "break"}
    sequence = str(int(time.time() * 1000) + number)
    return {**visitor.answer, "sending": "bench", "sequence": sequence}


def sender(route: Route, people: list[Visitor]) -> load.Send:
    """Return what sends one request of ``route``, each visitor in turn from one round to the next."""
    turns = count()

    def get(connection: http.client.HTTPConnection, _number: int) -> int:
        number = next(turns)
        visitor = people[number % len(people)]
        headers = {"Cookie": visitor.cookie, "Accept-Encoding": "br", "Accept-Language": "fr"}
        connection.request("GET", address(route, visitor, number), headers=headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status

    def send(connection: http.client.HTTPConnection, _number: int) -> int:
        number = next(turns)
        visitor = people[number % len(people)]
        sent = fields(route, visitor, number)
        status, _place = post(connection, visitor, address(route, visitor, number), sent)
        return status

    return send if route.method == "POST" else get
