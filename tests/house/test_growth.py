"""Pages cost the same whether a network has ten rows or a thousand: statements, and what is sent.

The rows are people, stores and enrolments, poured by the database itself in the test's transaction.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
import sqlalchemy as sa

from tests.cast import TODAY
from tests.house.ground import House
from tests.pages import Statements

pytestmark = pytest.mark.xdist_group("house-hostile")

FEW, MANY = 10, 1000
HEAVIEST = 40_000
FULL_PAGES = {
    "/reports/paths/{path}?region={west}": 42_000,
    "/team": 42_000,
    "/team?page=20": 42_000,
}
"""Forty-five stores with four doors each, under the longest menu there is."""

POUR_PEOPLE = """
INSERT INTO accounts_person (id, external_id, given_name, family_name, sort_key, created_at, email)
SELECT md5('p' || n)::uuid, 'G' || n, 'Camille', 'Aaron' || n, 'aaron' || n || ' camille', CAST(:at AS timestamptz), NULL
FROM generate_series(CAST(:from AS int), CAST(:to AS int)) n
"""
POUR_JOBS = """
INSERT INTO network_membership (id, person_id, unit_id, position_id, during, is_primary)
SELECT md5('j' || n)::uuid, md5('p' || n)::uuid, CAST(:unit AS uuid), CAST(:position AS uuid), '[2025-01-01,)', true
FROM generate_series(CAST(:from AS int), CAST(:to AS int)) n
"""
POUR_PATHS = """
INSERT INTO courses_enrolment (id, person_id, path_uid, path_version_id, assignment_id, unit_id,
       due_on, enrolled_at, state, progress, done, total)
SELECT md5('e' || n)::uuid, md5('p' || n)::uuid, e.path_uid, e.path_version_id, e.assignment_id,
       CAST(:unit AS uuid), CAST(:due AS date), CAST(:at AS timestamptz), 'not_started', 0, 0, e.total
FROM generate_series(CAST(:from AS int), CAST(:to AS int)) n,
     (SELECT * FROM courses_enrolment
      WHERE withdrawn_at IS NULL AND path_uid = CAST(:path AS uuid) LIMIT 1) e
"""
POUR_ENTRIES = """
INSERT INTO courses_enrolment_entry (id, enrolment_id, number, person_id, path_uid,
       path_version_id, state, due_on, source, occurred_at, occurred_on, received_at, unit_id)
SELECT md5('l' || n)::uuid, e.id, 1, e.person_id, e.path_uid, e.path_version_id, e.state, e.due_on,
       'assignment', e.enrolled_at, CAST(e.enrolled_at AS date), e.enrolled_at, e.unit_id
FROM generate_series(CAST(:from AS int), CAST(:to AS int)) n
JOIN courses_enrolment e ON e.id = md5('e' || n)::uuid
"""
POUR_UNITS = """
INSERT INTO network_unit (id, code, name, sort_key, kind, zone, day_cut, opened_on, channels)
SELECT md5('u' || n)::uuid, 'G' || n, 'Aarhus ' || n, 'aarhus ' || n, 'store', 'Europe/Paris',
       '00:00', '2025-01-01', '{store}'
FROM generate_series(CAST(:from AS int), CAST(:to AS int)) n
"""
POUR_LINKS = (
    """
INSERT INTO network_unit_region (id, unit_id, region_id, during)
SELECT md5('r' || n)::uuid, md5('u' || n)::uuid, CAST(:region AS uuid), '[2025-01-01,)'
FROM generate_series(CAST(:from AS int), CAST(:to AS int)) n
""",
    """
INSERT INTO network_wave (id, unit_id, capability, during)
SELECT md5('w' || n)::uuid, md5('u' || n)::uuid, 'learning', '[2025-01-01,)'
FROM generate_series(CAST(:from AS int), CAST(:to AS int)) n
""",
    """
INSERT INTO reporting_path_tally (path_uid, unit_id, people, waiting, begun, done, late, counted_on)
SELECT t.path_uid, md5('u' || n)::uuid, 3, 1, 2, 1, 0, CAST(:day AS date)
FROM generate_series(CAST(:from AS int), CAST(:to AS int)) n, (SELECT CAST(:path AS uuid) AS path_uid) t
""",
)
POUR_DESKS = (
    """
INSERT INTO accounts_call_request (id, person_id, page, reach, created_at)
SELECT md5('c' || n)::uuid, md5('p' || n)::uuid, '/team', 'Avant dix heures', CAST(:at AS timestamptz)
FROM generate_series(CAST(:from AS int), CAST(:to AS int)) n
""",
    """
INSERT INTO assessment_dispute (id, person_id, question_version_id, text, state, created_at)
SELECT md5('d' || n)::uuid, md5('p' || n)::uuid, d.question_version_id, repeat('Pas d''accord. ', 12),
       'open', CAST(:at AS timestamptz)
FROM generate_series(CAST(:from AS int), CAST(:to AS int)) n,
     (SELECT question_version_id FROM assessment_dispute LIMIT 1) d
""",
    """
INSERT INTO courses_try (id, person_id, lesson_uid, title, state, chosen_at, answered_at)
SELECT md5('t' || n)::uuid, CAST(:alice AS uuid), t.lesson_uid, 'Regarder la file ' || n, 'tried',
       CAST(:at AS timestamptz), CAST(:at AS timestamptz)
FROM generate_series(CAST(:from AS int), CAST(:to AS int)) n, (SELECT lesson_uid FROM courses_try LIMIT 1) t
""",
    """
INSERT INTO network_import_line (id, import_id, line, outcome, key, label, differences, field, reason, cure)
SELECT md5('l' || n)::uuid, CAST(:import AS uuid), 100 + n, l.outcome, l.key, l.label, l.differences,
       l.field, l.reason, l.cure
FROM generate_series(CAST(:from AS int), CAST(:to AS int)) n,
     (SELECT * FROM network_import_line WHERE outcome = 'refused' LIMIT 1) l
""",
)
CARD = """
INSERT INTO quotes_card (id, kind, status, quarter, place, theme_uid, frequency, language)
SELECT md5('{key}' || n)::uuid, 'signed', '{status}', '2026-Q1', decode(md5('{key}' || n), 'hex'),
       md5('g' || n)::uuid, '', 'fr'
FROM generate_series(CAST(:from AS int), CAST(:to AS int)) n
"""
TEXT = """
INSERT INTO quotes_card_text (card_id, locale, rev, title, situation, say, gesture, content_hash, search)
SELECT md5('{key}' || n)::uuid, 'fr', 1, 'La file ' || n, 'Une file.', 'Oui.', 'Un pas.', md5('t' || n), ''
FROM generate_series(CAST(:from AS int), CAST(:to AS int)) n
"""
POUR_CARDS = (
    CARD.format(key="q", status="published"),
    TEXT.format(key="q"),
    CARD.format(key="r", status="retired"),
    TEXT.format(key="r"),
    """
INSERT INTO quotes_stale_item (item_uid, review_by)
SELECT md5('g' || n)::uuid, CAST(:day AS date)
FROM generate_series(CAST(:from AS int), CAST(:to AS int)) n
""",
    """
INSERT INTO quotes_gap (id, theme_uid, state, opened_in, cards, me_too, told_before)
SELECT md5('g' || n)::uuid, md5('g' || n)::uuid, 'closed', '2025-Q1', 5, 0, 12
FROM generate_series(CAST(:from AS int), CAST(:to AS int)) n
""",
)


def pour(house: House, first: int, last: int) -> None:
    """Add people of Nantes on its path, stores of the west and cards, numbered from first to last."""
    assert house.connection is not None
    world = house.world
    asked = {
        "from": first,
        "to": last,
        "at": TODAY - timedelta(days=9),
        "day": TODAY,
        "due": TODAY - timedelta(days=1),
        "unit": world.units["nantes"],
        "position": world.position,
        "region": world.regions["west"],
        "alice": world.people["alice"],
        "path": world.path,
        "import": world.things["import"],
    }
    for statement in (
        POUR_PEOPLE,
        POUR_JOBS,
        POUR_PATHS,
        POUR_ENTRIES,
        POUR_UNITS,
        *POUR_LINKS,
        *POUR_DESKS,
        *POUR_CARDS,
    ):
        house.connection.execute(sa.text(statement), asked)


LISTS = (
    ("unit_manager", "/"),
    ("unit_manager", "/team"),
    ("unit_manager", "/team?as_of=2026-03-11"),
    ("unit_manager", "/team?page=20"),
    ("unit_manager", "/entries"),
    ("unit_manager", "/people"),
    ("unit_manager", "/training/{path}/give"),
    ("employee", "/"),
    ("employee", "/units/{nantes}"),
    ("unit_manager", "/units/{nantes}"),
    ("regional_lead", "/"),
    ("regional_lead", "/people"),
    ("regional_lead", "/people?q=aaron"),
    ("regional_lead", "/units"),
    ("regional_lead", "/units?q=aarhus"),
    ("regional_lead", "/regions"),
    ("regional_lead", "/reports/paths/{path}"),
    ("regional_lead", "/reports/paths/{path}?as_of=2026-03-11"),
    ("regional_lead", "/reports/paths/{path}/people"),
    ("regional_lead", "/team?unit={nantes}"),
    ("administrator", "/people"),
    ("administrator", "/units"),
    ("administrator", "/regions"),
    ("administrator", "/entries"),
    ("administrator", "/entries?unit={nantes}"),
    ("administrator", "/entries?store=aarhus"),
    ("administrator", "/tablet/enrol"),
    ("administrator", "/tablet/enrol?q=aarhus"),
    ("administrator", "/reports/paths/{path}?region={west}"),
    ("administrator", "/people/export.csv"),
    ("administrator", "/units/export.csv"),
    ("administrator", "/help/calls"),
    ("administrator", "/imports/{import}"),
    ("administrator", "/imports/{import}/lines/refused"),
    ("employee", "/notebook"),
    ("employee", "/profile"),
    ("learning_author", "/questions"),
    ("learning_author", "/training"),
    ("learning_author", "/training/versions"),
    ("learning_author", "/questions/bank"),
    ("administrator", "/agreements"),
    ("unit_manager", "/team/people/{bruno}"),
    ("regional_lead", "/reports/paths/{path}/people?as_of=2026-03-11"),
    ("learning_author", "/training/{path}/give"),
    ("employee", "/cards"),
    ("employee", "/cards?q=file"),
    ("learning_author", "/desk/cards"),
    ("learning_author", "/desk/stale"),
    ("learning_author", "/desk/retired"),
    ("learning_author", "/desk/gaps"),
)


def spent(house: House) -> dict[tuple[str, str], tuple[int, int]]:
    """Return the statements and the bytes of each list, caches being warm."""
    found = {}
    names = {
        "path": house.world.path,
        "nantes": house.world.units["nantes"],
        "bruno": house.world.people["bruno"],
        "west": house.world.regions["west"],
        "import": house.world.things["import"],
    }
    for viewer, pattern in LISTS:
        client, url = house.browser(viewer), pattern.format(**names)
        client.get(url).close()
        with Statements() as sent:
            answer = client.get(url)
        assert answer.status_code == 200, (viewer, url)
        found[viewer, pattern] = len(sent), len(answer.get_data())
    return found


def grown(
    house: House, ask: Callable[[House], dict[tuple[str, str], tuple[int, int]]]
) -> list[str]:
    """Return the pages whose statements grew with the rows, or that became too heavy."""
    pour(house, 1, FEW)
    few = ask(house)
    pour(house, FEW + 1, MANY)
    many = ask(house)
    found = []
    for page, (statements, size) in many.items():
        if statements > few[page][0] + PAGED:
            found.append(f"{page}: {few[page][0]} statements, then {statements}")
        if size > FULL_PAGES.get(page[1], HEAVIEST) and "export" not in page[1]:
            found.append(f"{page}: {size} bytes")
    return found


PAGED = 1
"""Past one page a list counts its rows: one statement more, whatever their number."""


def test_lists_cost_the_same_with_ten_rows_and_with_a_thousand(house: House) -> None:
    assert grown(house, spent) == []


def test_canary_a_statement_per_row_is_caught(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: the list of stores asks for the manager of each."""
    from lms.core.db import session
    from lms.network.queries import units

    real = units.list_units

    def one_by_one(*given: object, **named: object) -> units.UnitsPage:
        found = real(*given, **named)  # type: ignore[arg-type]
        for row in found.rows:
            session.execute(
                sa.text("SELECT 1 FROM network_mandate WHERE unit_id = :u"), {"u": row.id}
            )
        return found

    monkeypatch.setattr(units, "list_units", one_by_one)
    assert any("/units" in one for one in grown(house, spent))


# ---- turned page by page, a list is whole ------------------------------------------------------

TURNED = (
    ("unit_manager", "/team", "Aaron", "/team?format=csv"),
    ("unit_manager", "/team?as_of=2026-03-11", "Aaron", "/team?as_of=2026-03-11&format=csv"),
    ("unit_manager", "/units/{nantes}", "Aaron", "/people/export.csv"),
    ("unit_manager", "/entries", "Aaron", "/people/export.csv"),
    (
        "administrator",
        "/reports/paths/{path}?region={west}",
        "Aarhus ",
        "/reports/paths/{path}?region={west}&format=csv",
    ),
)
NEXT = re.compile(r'href="([^"]+)" rel="next"')


def turned(house: House, viewer: str, url: str, word: str) -> list[str]:
    """Return the rows named after ``word`` on the pages of a list, following what leads on."""
    client, rows, pages = house.browser(viewer), list[str](), 0
    while url and pages < MANY:
        html = client.get(url).get_data(as_text=True)
        rows += re.findall(rf">[^<>]*({word}\d+)</(?:a|th|strong)>", html)
        more = NEXT.search(html)
        url, pages = (unescape(more[1]) if more else ""), pages + 1
    return rows


def incomplete(house: House) -> list[str]:
    """Return the lists whose pages together are not their export, or show a row twice."""
    pour(house, 1, FEW * 13)
    names = {
        "path": house.world.path,
        "nantes": house.world.units["nantes"],
        "west": house.world.regions["west"],
    }
    found = []
    for viewer, pattern, word, export in TURNED:
        rows = turned(house, viewer, pattern.format(**names), word)
        answer = house.browser(viewer).get(export.format(**names))
        kept = set(re.findall(rf"{word}\d+", answer.get_data(as_text=True)))
        if set(rows) != kept or len(rows) != len(kept) or len(kept) != FEW * 13:
            found.append(f"{pattern}: {len(set(rows))} of {len(kept)} rows, {len(rows)} shown")
    return found


def test_the_pages_of_a_list_hold_every_row_once_and_its_export_all(house: House) -> None:
    assert incomplete(house) == []


def test_canary_a_list_cut_without_a_way_on_is_caught(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: pages overlap by a row."""
    from lms.core import pages

    real = pages.sheet

    def overlapping(rows: list[object]) -> pages.Sheet[object]:
        sheet = real(rows)
        start = max((sheet.page - 1) * pages.PER_PAGE - 1, 0)
        return pages.Sheet(rows[start : sheet.page * pages.PER_PAGE], sheet.page, sheet.count)

    monkeypatch.setattr(pages, "sheet", overlapping)
    assert len(incomplete(house)) == 4
