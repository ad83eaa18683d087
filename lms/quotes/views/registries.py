"""What Quotes offers elsewhere by code: next acts, search, links at the end of a lesson."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from flask import url_for

from lms.core import clock, i18n, search, slots, todo
from lms.core.access import Permission, Viewer
from lms.core.asking import Row
from lms.core.i18n import _, ngettext
from lms.core.search import Hit
from lms.core.slots import Offer, Topic
from lms.quotes.queries import drafts, follow, library
from lms.quotes.queries import inbox as desks
from lms.quotes.queries.library import Wish
from lms.quotes.views.person import today, zone


@todo.finder("quotes.reread", lambda _: follow.to_reread(), needs=(Permission.QUOTES_TELL,))
def cards_to_reread(_rows: Sequence[Row], _viewer: Viewer, _now: datetime) -> Iterable[todo.Act]:
    """Yield one act, in neutral words, while a card waits for its reporter's answer."""
    yield todo.Act(
        rank=5,
        title=_("An answer waits for you"),
        url=url_for("quotes.mine"),
        code="quotes.reread",
    )


@todo.finder("quotes.waiting", lambda _: desks.promises(), needs=(Permission.QUOTES_COACH,))
def people_who_wait(rows: Sequence[Row], _viewer: Viewer, _now: datetime) -> Iterable[todo.Act]:
    """Yield, for a coach, how many people wait with the nearest promise."""
    waiting, due = rows[0].count, rows[0].due
    yield todo.Act(
        rank=todo.PEOPLE,
        due=clock.business_date(due, zone()) if due else date.max,
        title=ngettext("%(num)s person waits for you", "%(num)s people wait for you", waiting),
        url=url_for("quotes.inbox"),
        code="quotes.waiting",
        detail=_("Promised by %(when)s", when=i18n.format_moment(due, zone())) if due else "",
    )


def _reader(viewer: Viewer, now: datetime) -> dict[str, Any]:
    assert viewer.person_id is not None  # noqa: S101 - who may read is somebody
    return drafts.given(viewer.person_id, today(), now)


@todo.finder(
    "quotes.reading",
    lambda _: drafts.waiting(),
    needs=(Permission.QUOTES_COACH,),
    given=_reader,
)
def cards_to_read(rows: Sequence[Row], _viewer: Viewer, _now: datetime) -> Iterable[todo.Act]:
    """Yield, for a coach, how many cards of others wait to be read again."""
    cards = rows[0].count
    yield todo.Act(
        rank=todo.PEOPLE + 1,
        title=ngettext("%(num)s card to read again", "%(num)s cards to read again", cards),
        url=url_for("quotes.second_reading"),
        code="quotes.reading",
        detail=_("Three taps each"),
    )


@search.searcher("quotes.cards")
def find_cards(viewer: Viewer, words: str, limit: int) -> Iterable[Hit]:
    """Yield the cards that have all the words, the same for everybody who may read."""
    if not viewer.may(Permission.CARDS_READ):
        return
    for row in library.search_cards(Wish(words=words), i18n.locale()).rows[:limit]:
        url = url_for("quotes.card", card_id=row.id)
        yield Hit(source=_("Cards"), label=row.title, url=url, detail=row.theme)


def _tell(viewer: Viewer, topic: Topic, label: str) -> Iterable[Offer]:
    if viewer.may(Permission.QUOTES_TELL):
        practice, moment = next(iter(topic.skills), None), next(iter(topic.moments), None)
        url = url_for("quotes.tell", practice=practice, moment=moment)
        yield Offer(label=label, url=url, icon="say")


def _beside(viewer: Viewer, topic: Topic) -> Iterable[Offer]:
    if viewer.may(Permission.CARDS_READ) and (topic.skills or topic.moments):
        url = url_for("quotes.beside", skill=topic.skills, moment=topic.moments)
        yield Offer(label=_("Cards on this gesture"), url=url, icon="cards", is_part=True)


@slots.filler("courses.lesson", "quotes.cards")
def beside_lesson(viewer: Viewer, topic: Topic) -> Iterable[Offer]:
    """Offer, inside a lesson, the cards on what it works on."""
    return _beside(viewer, topic)


@slots.filler("courses.lesson_end", "quotes.tell")
def after_lesson(viewer: Viewer, topic: Topic) -> Iterable[Offer]:
    """Offer, at the end of a lesson, to tell what is hard in putting it to work, and its cards."""
    yield from _tell(viewer, topic, _("I cannot do it yet: tell my coach"))
    yield from _beside(viewer, topic)


@slots.filler("courses.not_yet", "quotes.tell")
def after_not_yet(viewer: Viewer, topic: Topic) -> Iterable[Offer]:
    """Offer to tell what was hard after a try answered "not yet"."""
    return _tell(viewer, topic, _("Tell what is hard"))
