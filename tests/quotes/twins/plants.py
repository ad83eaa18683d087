"""A leak in each of the sixteen channels by which anonymity was broken elsewhere, to be found again.

Each plant is one small fault of a kind somebody made for real. Most of them act at the publication,
where what led to the card is still known; what they leave behind must be seen by the twin lives.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final
from uuid import UUID

import pytest
import structlog
from sqlalchemy import insert, select, text

from lms.accounts.models import Person
from lms.core import clock, ids, privacy
from lms.core.access import current_viewer
from lms.core.db import session
from lms.core.files.models import File
from lms.core.jobs import enqueue
from lms.core.models import Snapshot
from lms.core.notices import notify
from lms.network.models import Mandate, Membership, Unit
from lms.quotes.models import CardText, Difficulty, Draft, Mark
from lms.quotes.queries import figures
from lms.quotes.queries.figures import ThemeFigure
from lms.quotes.services import batches, publishing, using
from lms.quotes.services.loading import behind
from tests.quotes.twins.ground import Twins

View = Callable[..., Any]
Leak = Callable[[Difficulty, Draft], None]


@dataclass(frozen=True, slots=True)
class Plant:
    """One fault: its channel in the list of the design, what it does, where it must be seen."""

    channel: int
    name: str
    sow: Callable[[pytest.MonkeyPatch, Twins], None]
    caught: str
    """Words that the place of a difference must hold."""


def at_publication(patch: pytest.MonkeyPatch, leak: Leak, *, after: bool = False) -> None:
    """Do something with the report behind a card while it is published, or just ``after``."""
    real = publishing._publish_one

    def leaky(draft: Draft, batch_id: UUID, quarter: str) -> None:
        told = behind(draft.id)
        for one in () if after else told:
            leak(one, draft)
        real(draft, batch_id, quarter)
        for one in told if after else ():
            leak(one, draft)

    patch.setattr(publishing, "_publish_one", leaky)


def around(patch: pytest.MonkeyPatch, house: Twins, endpoint: str, say: Callable[[], str]) -> None:
    """Have a page say one thing more."""
    view: View = house.app.view_functions[endpoint]

    @wraps(view)
    def more(*args: Any, **kwargs: Any) -> Any:
        answer = house.app.make_response(view(*args, **kwargs))
        answer.direct_passthrough = False
        answer.set_data(answer.get_data() + say().encode())
        return answer

    patch.setitem(house.app.view_functions, endpoint, more)


def unit_of(one: Difficulty) -> str:
    """Return the name of a reporter's store."""
    return session.get_one(Unit, one.unit_id).name


# ---- one fault per channel ----------------------------------------------------------------------


def _key_from_the_report(patch: pytest.MonkeyPatch, _house: Twins) -> None:
    told: list[UUID] = []
    at_publication(patch, lambda one, _draft: told.append(one.reporter_id))
    real = publishing.place_of

    def place_of(batch_id: UUID, card_id: UUID) -> bytes:
        return (told.pop().bytes if told else b"") + real(batch_id, card_id)

    patch.setattr(publishing, "place_of", place_of)


def _header_of_the_coach(patch: pytest.MonkeyPatch, house: Twins) -> None:
    """An ETag made of more than what is shown."""
    authors: list[UUID | None] = []
    at_publication(patch, lambda one, _draft: authors.append(one.coach_id))
    view: View = house.app.view_functions["quotes.card_body"]

    @wraps(view)
    def tagged(**kwargs: Any) -> Any:
        answer = house.app.make_response(view(**kwargs))
        answer.headers["Last-Modified"] = str(authors)
        return answer

    patch.setitem(house.app.view_functions, "quotes.card_body", tagged)


def _facet_of_a_region(patch: pytest.MonkeyPatch, house: Twins) -> None:
    """A filter by store, with its count."""
    stores: list[str] = []
    at_publication(patch, lambda one, _draft: stores.append(unit_of(one)))
    around(patch, house, "quotes.library", lambda: "".join(f"<li>{s} (1)</li>" for s in stores))


def _search_by_name(patch: pytest.MonkeyPatch, _house: Twins) -> None:
    """The index of search holds the name of the store: typing it finds the card."""
    stores: list[str] = []
    at_publication(patch, lambda one, _draft: stores.append(unit_of(one)))
    real = publishing._document

    def document(words: publishing.Words, locale: str) -> Any:
        said = f"{words.gesture} {stores.pop()}" if stores else words.gesture
        return real(
            publishing.Words(
                title=words.title, situation=words.situation, say=words.say, gesture=said
            ),
            locale,
        )

    patch.setattr(publishing, "_document", document)


def _export_with_a_count(patch: pytest.MonkeyPatch, house: Twins) -> None:
    """The list of people gets a column: cards drawn from what they told."""
    tellers: list[UUID] = []
    at_publication(patch, lambda one, _draft: tellers.append(one.reporter_id))
    around(patch, house, "network.people_export", lambda: f"\n{tellers};1")


def _points_for_a_store(patch: pytest.MonkeyPatch, _house: Twins) -> None:
    """A figure of the store moves the day the card comes out."""

    def count(one: Difficulty, _draft: Draft) -> None:
        now = clock.now()
        values = {"code": "quotes.cards", "version": 1, "scope_kind": "unit", "period": "2026-Q1"}
        values |= {"num": "1", "den": "1", "n": 1, "inputs_hash": "", "rev": 1, "reason": "close"}
        session.execute(
            insert(Snapshot).values(
                id=ids.new_id(), scope_id=one.unit_id, as_of=now, taken_at=now, **values
            )
        )

    at_publication(patch, count)


def _thanks_to_the_manager(patch: pytest.MonkeyPatch, _house: Twins) -> None:
    """A kind thought: a card was born in your store."""

    def thank(one: Difficulty, _draft: Draft) -> None:
        managers = session.scalars(
            select(Mandate.person_id).where(
                Mandate.kind == "unit_manager", Mandate.unit_id == one.unit_id
            )
        ).all()
        notify("quotes.digest", managers, key="yours", cards=1)

    at_publication(patch, thank)


def _line_of_log(patch: pytest.MonkeyPatch, _house: Twins) -> None:
    at_publication(
        patch,
        lambda one, _draft: structlog.get_logger().info("card_published", coach=str(one.coach_id)),
    )


def _name_of_a_file(patch: pytest.MonkeyPatch, _house: Twins) -> None:
    """A picture kept beside the card, under the name its sender's telephone gave it."""

    def attach(one: Difficulty, _draft: Draft) -> None:
        name = session.get_one(Person, one.reporter_id).given_name
        values = {"kind": "photo", "media_type": "image/jpeg", "size": 1, "sha256": "0" * 64}
        session.execute(
            insert(File).values(
                id=ids.new_id(),
                name=f"{name}.jpg",
                key=ids.token(),
                created_at=clock.now(),
                **values,
            )
        )

    at_publication(patch, attach)


def _name_in_the_words(patch: pytest.MonkeyPatch, _house: Twins) -> None:
    def sign(one: Difficulty, draft: Draft) -> None:
        draft.gesture += f" Merci {session.get_one(Person, one.reporter_id).given_name}."

    at_publication(patch, sign)


def _votes_with_names(patch: pytest.MonkeyPatch, _house: Twins) -> None:
    """Who said "it happened to me too" can be read: the reporter may well be one of them."""
    patch.setattr(using, "_token", lambda who, card, saying: f"{saying}:{who}:{card}".encode())


def _history_kept(patch: pytest.MonkeyPatch, _house: Twins) -> None:
    """The draft's history is worth keeping, somebody thought."""
    patch.setattr(publishing, "sever_all", lambda _draft: None)


def _job_with_an_author(patch: pytest.MonkeyPatch, _house: Twins) -> None:
    """A job of next month knows whom to congratulate."""
    later = clock.now().replace(year=2027)

    def plan(one: Difficulty, _draft: Draft) -> None:
        enqueue(batches.DIGEST, at=later, count=1, week=str(one.coach_id))

    at_publication(patch, plan)


def _stub_beside_the_card(patch: pytest.MonkeyPatch, _house: Twins) -> None:
    """So that the reporter finds their card again, it is put in their list."""

    def stub(one: Difficulty, draft: Draft) -> None:
        card = session.scalars(select(CardText.card_id).where(CardText.title == draft.title)).one()
        values = {"person_id": one.reporter_id, "card_id": card, "kind": "bookmark"}
        session.execute(insert(Mark).values(values))

    at_publication(patch, stub, after=True)


def _export_of_another(patch: pytest.MonkeyPatch, _house: Twins) -> None:
    """My copy of my data tells what others of my store lived."""
    stores: list[UUID] = []
    at_publication(patch, lambda one, _draft: stores.append(one.unit_id))

    def exporter(person_id: UUID) -> list[dict[str, Any]]:
        return [{"cards_here": stores.count(one.unit_id)} for one in _jobs_of(person_id)]

    personal = privacy.DECLARED["quotes_mark"]
    planted = privacy.Personal(
        personal.table, personal.describe, person=personal.person, exporter=exporter
    )
    patch.setitem(privacy.DECLARED, "quotes_mark", planted)


def _jobs_of(person_id: UUID) -> Any:
    return session.scalars(select(Membership).where(Membership.person_id == person_id))


def _figures_by_store(patch: pytest.MonkeyPatch, _house: Twins) -> None:
    """A line more in the figures: what one subtracts tells the store."""
    stores: list[str] = []
    at_publication(patch, lambda one, _draft: stores.append(unit_of(one)))
    real = figures.themes_by_quarter

    def themes(quarters: list[str]) -> list[ThemeFigure]:
        return [*real(quarters), *(ThemeFigure(None, s, {quarters[-1]: 1}) for s in stores)]

    patch.setattr(figures, "themes_by_quarter", themes)


def _slower_at_home(patch: pytest.MonkeyPatch, house: Twins) -> None:
    """One reading more for those who work where it happened."""
    stores: list[UUID] = []
    at_publication(patch, lambda one, _draft: stores.append(one.unit_id))
    view: View = house.app.view_functions["quotes.card_body"]

    @wraps(view)
    def slower(**kwargs: Any) -> Any:
        if any(one.unit_id in stores for one in current_viewer().memberships):
            session.execute(text("SELECT 1"))
        return view(**kwargs)

    patch.setitem(house.app.view_functions, "quotes.card_body", slower)


PLANTS: Final = (
    Plant(1, "an order that holds the reporter", _key_from_the_report, "quotes_card"),
    Plant(2, "a header that holds the coach", _header_of_the_coach, "/body"),
    Plant(3, "a filter by store", _facet_of_a_region, "/cards"),
    Plant(4, "a search that knows the store", _search_by_name, "/cards?q="),
    Plant(5, "an export with a count", _export_with_a_count, "export"),
    Plant(6, "a figure of the store that moves", _points_for_a_store, "core_snapshot"),
    Plant(7, "a thank you to the manager", _thanks_to_the_manager, "data.json"),
    Plant(8, "a line of log with the coach", _line_of_log, "log"),
    Plant(9, "a picture under its sender's name", _name_of_a_file, "core_file"),
    Plant(10, "a name in the words", _name_in_the_words, "/cards/"),
    Plant(11, "votes with names", _votes_with_names, "quotes_use_token"),
    Plant(12, "a history kept", _history_kept, "quotes_difficulty"),
    Plant(12, "a job that knows the coach", _job_with_an_author, "jobs"),
    Plant(13, "a stub with the reporter", _stub_beside_the_card, "quotes_mark"),
    Plant(14, "my data tell of my colleagues", _export_of_another, "data.json"),
    Plant(15, "a figure by store", _figures_by_store, "/desk/figures"),
    Plant(16, "a page slower at home", _slower_at_home, "pace"),
)
