"""One rule of French spaces for every title on a page, ours or an author's, heading or not.

U+202F before ; ! ? and inside « », U+00A0 before the colon: what :func:`lms.core.i18n.fr_typo` makes.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from lms.core import clock
from lms.courses.rules.content import Package
from lms.courses.services import assigning
from lms.reporting import services as reporting
from tests.assessment.pages import forms_of
from tests.cast import TODAY, Cast
from tests.factories.courses import KNOWN, package, publish
from tests.house.test_french import loose
from tests.pages import post

TITLES = re.compile(r"<(h[1-6]|title|legend|summary|th)\b[^>]*>(.*?)</\1>", re.DOTALL)
MORE = " : « on y va » ?"
POLISHED = "\u00a0: «\u202fon y va\u202f»\u202f?"


def asking() -> Package:
    """Return the small path with titles that have every space French is particular about."""
    made = package()
    assert made.path is not None
    sets = tuple(replace(one, title=one.title + MORE) for one in made.path.sets)
    courses = tuple(
        replace(
            one,
            title=one.title + MORE,
            lessons=tuple(replace(x, title=x.title + MORE) for x in one.lessons),
        )
        for one in made.courses
    )
    path = replace(made.path, title=made.path.title + MORE, sets=sets)
    return replace(made, path=path, courses=courses)


@pytest.fixture
def path(cast: Cast) -> None:
    publish(asking())
    assigning.assign_path(
        path_uid=KNOWN.path,
        person_ids=[cast.alice.id, cast.bruno.id],
        due_on=clock.today(),
        actor_id=cast.marion.id,
    )
    reporting.recount_all(today=TODAY)


def titles_of(html: str) -> list[str]:
    """Return the words of every title of a page."""
    return [re.sub(r"<[^>]+>", "", words) for _tag, words in TITLES.findall(html)]


def seen(client: FlaskClient, cast: Cast) -> Iterator[tuple[str, str]]:
    """Yield every title of the pages where authors' titles stand, with where it was."""
    quiz = f"/quizzes/{KNOWN.check_quiz}"
    asked = {
        "alice": ["/", "/paths", f"/paths/{KNOWN.path}", f"/lessons/{KNOWN.welcome}"],
        "marion": ["/", "/team", f"/team/people/{cast.alice.id}", "/training"],
        "henri": [f"/reports/paths/{KNOWN.path}", f"/reports/paths/{KNOWN.path}/people"],
    }
    asked["marion"].append(f"/training/{KNOWN.path}/give")
    for name, urls in asked.items():
        cast.sign_in(client, cast.people[name])
        for url in urls:
            yield from titled(client, url)
    cast.sign_in(client, cast.alice)
    for step in ("1", "2"):
        post(client, f"/lessons/{KNOWN.welcome}/continue", step=step)
    yield from titled(client, f"/lessons/{KNOWN.welcome}/end")
    post(client, f"/lessons/{KNOWN.welcome}/try", title="Regarder qui entre" + MORE)
    yield from titled(client, "/notebook")
    yield from titled(client, quiz)
    started = forms_of(client.get(f"{quiz}/1"))
    assert started
    yield from titled(client, f"{quiz}/1")


def titled(client: FlaskClient, url: str) -> Iterator[tuple[str, str]]:
    """Yield the titles of one page."""
    answer = client.get(url, follow_redirects=True)
    assert answer.status_code == 200, url
    for words in titles_of(answer.get_data(as_text=True)):
        yield url, words


def test_every_title_keeps_its_marks_on_its_line(
    cast: Cast, path: None, client: FlaskClient
) -> None:
    found = list(seen(client, cast))
    assert [one for one in found if loose(one[1])] == []
    assert sum(POLISHED in words for _url, words in found) > 12


def test_headings_follow_the_rule_of_every_text(
    cast: Cast, path: None, client: FlaskClient
) -> None:
    cast.sign_in(client, cast.alice)
    heads = titles_of(client.get(f"/paths/{KNOWN.path}").get_data(as_text=True))
    assert any(words.endswith(POLISHED) for words in heads)
    assert not any(re.search(r"\u00a0[;!?]|\u202f:", words) for words in heads)


@pytest.mark.parametrize("words", ["Prêt\u00a0?", "Prêt ?", "Fin\u202f: oui"])
def test_canary_a_space_of_the_wrong_kind_is_caught(words: str) -> None:
    """Planted: what a heading said when each template chose its own space."""
    assert loose(words)
