"""A grid written by two people: kept field by field, conflicts shown, nothing typed is lost."""

import json
import re
from datetime import date
from html import unescape

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lms.core import ids
from lms.core.db import session
from lms.core.i18n import speaking
from lms.labels.models import Grid, Lineage
from lms.labels.queries.editor import editor_page
from lms.labels.queries.grids import load_grid
from lms.labels.services import drafting
from lms.labels.views import drafts
from tests.assessment.pages import form_on
from tests.cast import Enter
from tests.factories.labels import Ground
from tests.pages import fill as post
from tests.pages import page, token_of

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def draft(ground: Ground) -> Grid:
    """Start next year's grid."""
    return drafting.start_draft(
        program_id=ground.program.id,
        year=2028,
        in_force_from=date(2027, 1, 1),
        actor_id=ground.henri.id,
        from_grid_id=ground.grid.id,
    )


@pytest.fixture
def henri(enter: Enter, ground: Ground) -> FlaskClient:
    return enter(ground.henri)


@pytest.fixture
def odile(enter: Enter, ground: Ground) -> FlaskClient:
    return enter(ground.odile)


class Row:
    """A row of the editor as one browser holds it: its fields, changed as one types."""

    def __init__(self, client: FlaskClient, draft: Grid, uid: str) -> None:
        self.client, self.url = client, f"/labels/grids/{draft.id}/criteria/{uid}"
        form = form_on(client.get(self.url), self.url)
        self.fields = form.sent()
        for name in ("knockouts", "types", "na.allowed", "csrf_token", "_key"):
            self.fields.pop(name, None)

    def types(self, name: str, value: str, **buttons: str) -> TestResponse:
        """Write a field and let htmx keep the row, as it does on each change."""
        self.fields[name] = [value]
        headers = {**PART, "Idempotency-Key": str(ids.new_id())}
        token = token_of(self.client)
        answer = self.client.post(
            self.url, data={**self.fields, **buttons, "csrf_token": token}, headers=headers
        )
        html = answer.get_data(as_text=True)
        for hidden in ("version", "shown"):
            found = re.search(f'name="{hidden}" value="([^"]*)"', html)
            if found:
                self.fields[hidden] = [unescape(found[1])]
        return answer


def thresholds(draft: Grid, uid: str) -> dict[str, str]:
    session.expire_all()
    found = load_grid(draft.id).grid.find(uid)
    assert found is not None
    return {level.value: str(value) for level, value in found.thresholds.items()}


def test_a_row_is_kept_at_each_change(ground: Ground, draft: Grid, henri: FlaskClient):
    uid = str(ground.uid("callback"))
    row = Row(henri, draft, uid)
    answer = row.types("thresholds.gold", "2,5")
    assert answer.status_code == 200
    assert answer.headers["HX-Trigger"] == "grid-kept"
    html = answer.get_data(as_text=True)
    assert "Enregistré" in html
    assert "3 en 2027" in html
    assert "<form" not in html.split("<hx-partial")[0]  # fields on the screen are left alone
    assert thresholds(draft, uid)["gold"] == "5/2"
    row.types("weight", "4")
    row.types("thresholds.gold", "3")  # and back again
    assert thresholds(draft, uid)["gold"] == "3"
    assert load_grid(draft.id).grid.find(uid).weight == 4  # type: ignore[union-attr]


def test_two_people_write_two_fields_of_a_row(
    ground: Ground, draft: Grid, henri: FlaskClient, odile: FlaskClient
):
    uid = str(ground.uid("callback"))
    mine, theirs = Row(henri, draft, uid), Row(odile, draft, uid)
    assert theirs.types("weight", "5").status_code == 200
    kept = mine.types("thresholds.gold", "2,5")
    assert kept.status_code == 200
    assert "Un collègue a modifié" in kept.get_data(as_text=True)
    found = load_grid(draft.id).grid.find(uid)
    assert found is not None
    assert (str(found.weight), thresholds(draft, uid)["gold"]) == ("5", "5/2")


def test_the_same_field_asks_whose_stands(
    ground: Ground, draft: Grid, henri: FlaskClient, odile: FlaskClient
):
    uid = str(ground.uid("callback"))
    mine, theirs = Row(henri, draft, uid), Row(odile, draft, uid)
    theirs.types("weight", "5")
    refused = mine.types("weight", "7")
    html = refused.get_data(as_text=True)
    assert refused.status_code == 409
    assert "Odile Garnier" in html
    assert "Non enregistré" in html
    over = re.search(r'name="over" value="(\d+)"', html)
    assert over
    assert mine.types("weight", "7").status_code == 409  # not by typing on
    assert mine.types("weight", "7", over=over[1]).status_code == 200
    assert load_grid(draft.id).grid.find(uid).weight == 7  # type: ignore[union-attr]
    theirs.types("thresholds.gold", "2,5")
    theirs.fields["thresholds.gold"] = ["2,5"]
    assert theirs.types("weight", "6").status_code == 409
    answer = theirs.types("weight", "6", theirs="1")
    assert answer.headers["HX-Retarget"] == f"#c-{uid}"
    assert 'name="weight" type="text" value="7"' in answer.get_data(as_text=True)


def test_what_cannot_be_read_stays_typed_without_a_script(
    ground: Ground, draft: Grid, henri: FlaskClient
):
    uid = str(ground.uid("callback"))
    row = Row(henri, draft, uid)
    answer = post(henri, row.url, **{**row.fields, "thresholds.gold": "beaucoup"})
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'value="beaucoup"' in html
    assert "Non enregistré" in html
    assert thresholds(draft, uid)["gold"] == "3"


def test_a_row_that_becomes_yes_or_no_is_drawn_again(
    ground: Ground, draft: Grid, henri: FlaskClient
):
    row = Row(henri, draft, str(ground.uid("callback")))
    for level in ("bronze", "silver", "gold"):
        row.fields[f"thresholds.{level}"] = ["1"]
    answer = row.types("scale", "yes_no")
    assert answer.headers["HX-Retarget"] == f"#c-{ground.uid('callback')}"
    assert 'type="checkbox"' in answer.get_data(as_text=True)


def test_lines_are_added_moved_and_taken_out(ground: Ground, draft: Grid, henri: FlaskClient):
    base = f"/labels/grids/{draft.id}"
    page(henri, f"{base}/edit")
    assert post(henri, f"{base}/criteria", title="").status_code == 422
    assert post(henri, f"{base}/criteria", title="Deux langues").status_code == 303
    lines = [one.uid for one in load_grid(draft.id).grid.criteria]
    assert post(henri, f"{base}/criteria/{lines[-1]}/up").status_code == 303
    assert [one.uid for one in load_grid(draft.id).grid.criteria][-2] == lines[-1]
    gone = str(ground.uid("ritual"))
    assert post(henri, f"{base}/criteria/{gone}/remove").status_code == 303
    html = page(henri, f"{base}/edit")
    assert f'id="g-{gone}"' in html
    into = [lines[0], lines[-1]]
    answer = post(henri, f"{base}/gone/{gone}", relation="split", into=into, note="En deux.")
    assert answer.status_code == 303
    said = session.query(Lineage).filter_by(grid_id=draft.id, chosen=True).all()
    assert {one.relation for one in said} == {"split"}
    assert len(said) == 2
    refused = post(henri, f"{base}/gone/{gone}", relation="split", note="Rien encore.")
    assert refused.status_code == 422
    assert f'href="#gl{gone}"' in refused.get_data(as_text=True)
    assert 'value="Rien encore."' in refused.get_data(as_text=True)
    refused = post(henri, f"{base}/gone/{gone}", relation="lost", into=into)
    assert f'href="#gr{gone}"' in refused.get_data(as_text=True)
    post(henri, f"{base}/gone/{gone}", relation="found")
    assert session.query(Lineage).filter_by(grid_id=draft.id, chosen=True).count() == 0
    page(henri, f"{base}/history")


def test_what_is_said_of_a_line_may_be_taken_back(ground: Ground, draft: Grid, henri: FlaskClient):
    uid = str(ground.uid("callback"))
    url = f"/labels/grids/{draft.id}/criteria/{uid}/lineage"
    refused = post(henri, url, relation="split", before="", note="Coupée.")
    assert refused.status_code == 422
    assert f'href="#rb{uid}"' in refused.get_data(as_text=True)
    assert 'value="Coupée."' in refused.get_data(as_text=True)
    assert f'href="#rl{uid}"' in post(henri, url, relation="lost").get_data(as_text=True)
    assert post(henri, url, relation="reworded_not_equal", before=uid).status_code == 303
    [line] = [one for one in editor_page(draft.id).lines if one.criterion.uid == uid]
    assert line.relations[0].relation.value == "reworded_not_equal"
    post(henri, url, relation="found")
    [line] = [one for one in editor_page(draft.id).lines if one.criterion.uid == uid]
    assert line.relations[0].relation.value == "equal"


def settings(**changes: str) -> dict[str, str]:
    return {
        "version": "1",
        "quotas.bronze": "60",
        "quotas.silver": "75",
        "quotas.gold": "90",
        "na_limit": "30",
        "quota_by_tenure": "",
        "in_force_from": "2027-01-01",
        **changes,
    }


def test_the_shares_are_written_and_refused_ones_stay_typed(
    ground: Ground, draft: Grid, henri: FlaskClient
):
    url = f"/labels/grids/{draft.id}/settings"
    kept = post(
        henri, url, **settings(**{"quotas.gold": "92,5", "quota_by_tenure": "1 : 5, 3 : 10"})
    )
    assert kept.status_code == 303
    grid = load_grid(draft.id).grid
    assert [str(one) for one in grid.quotas.values()] == ["3/5", "3/4", "37/40"]
    assert {years: str(extra) for years, extra in grid.quota_by_tenure.items()} == {
        1: "1/20",
        3: "1/10",
    }
    assert "1 : 5, 3 : 10" in page(henri, f"/labels/grids/{draft.id}/edit")
    for wrong in ({"quotas.gold": "beaucoup"}, {"quota_by_tenure": "un"}, {"in_force_from": ""}):
        answer = post(henri, url, **settings(version="2", **wrong))
        assert answer.status_code == 422
        assert unescape(next(iter(wrong.values()))) in answer.get_data(as_text=True)


def test_two_people_write_the_shares(
    ground: Ground, draft: Grid, henri: FlaskClient, odile: FlaskClient
):
    url = f"/labels/grids/{draft.id}/settings"
    assert post(odile, url, **settings(**{"quotas.gold": "92"})).status_code == 303
    refused = post(henri, url, **settings(**{"quotas.gold": "95"}))
    assert refused.status_code == 409
    assert "Odile Garnier" in refused.get_data(as_text=True)
    assert 'value="95"' in refused.get_data(as_text=True)


def test_a_label_is_made_named_and_gets_its_first_grid(ground: Ground, henri: FlaskClient):
    wrong = post(henri, "/labels/programs", code="markets", **{"name.fr": ""})
    assert wrong.status_code == 422
    assert 'value="markets"' in wrong.get_data(as_text=True)
    taken = post(henri, "/labels/programs", code="service", **{"name.fr": "Marchés"})
    assert taken.status_code == 422
    assert 'value="Marchés"' in taken.get_data(as_text=True)
    post(henri, "/labels/programs", code="markets", **{"name.fr": "Label des marchés"})
    html = page(henri, "/labels/grids")
    assert "Label des marchés" in html
    urls = re.findall(r'action="(/labels/programs/[0-9a-f-]+)/grids"', html)
    [new] = [one for one in urls if str(ground.program.id) not in one]
    refused = post(henri, f"{new}/grids", year="27", **{"from": "x"})
    assert refused.status_code == 422
    assert refused.get_data(as_text=True).count('class="c-errsum"') == 1
    refused = post(henri, new, **{"name.fr": ""})
    assert refused.status_code == 422
    assert f'href="#name.fr{new.rsplit("/", 1)[1]}"' in refused.get_data(as_text=True)
    assert post(henri, new, **{"name.fr": "Label marchés"}).status_code == 303
    started = post(henri, f"{new}/grids", year="2028", **{"from": "2027-06-01"})
    assert started.status_code == 303
    assert page(henri, started.location).count('class="c-card c-gline"') == 12
    again = post(henri, f"{new}/grids", year="2028", **{"from": "2027-06-01"})
    assert again.status_code == 409
    assert 'value="2028"' in again.get_data(as_text=True)


def test_remarks_are_left_and_dealt_with(ground: Ground, draft: Grid, henri: FlaskClient):
    base = f"/labels/grids/{draft.id}/remarks"
    assert post(henri, base, body="").status_code == 422
    answer = post(henri, base, body="Trop haut ?", criterion=str(ground.uid("callback")))
    remark = answer.location.rsplit("#m-", 1)[1]
    html = page(henri, f"/labels/grids/{draft.id}/edit")
    assert "Trop haut ?" in html
    assert "1 remarque" in html
    assert post(henri, f"{base}/{remark}/close").status_code == 303
    assert "1 remarque" not in page(henri, f"/labels/grids/{draft.id}/edit")
    assert post(henri, f"{base}/{ground.uid('callback')}/close").status_code == 404


def test_only_those_who_write_grids_open_the_editor(ground: Ground, draft: Grid, enter: Enter):
    for who in (ground.marion, ground.rachel, ground.alice):
        client = enter(who)
        assert client.get(f"/labels/grids/{draft.id}/edit").status_code == 403
        assert post(client, f"/labels/grids/{draft.id}/criteria", title="x").status_code == 403
        assert client.get(f"/labels/grids/{draft.id}/simulation").status_code == 403
    page(enter(ground.rachel), "/labels/grids")


def test_canary_a_form_that_forgets_what_it_was_drawn_from(
    ground: Ground, draft: Grid, henri: FlaskClient
):
    """Planted: the row says it was drawn with another weight, so its own looks changed."""
    uid = str(ground.uid("callback"))
    row = Row(henri, draft, uid)
    assert json.loads(row.fields["shown"][0])["code"] == "callback"
    drafting.save_criterion(
        grid_id=draft.id,
        criterion_uid=ground.uid("callback"),
        changes={"weight": "5"},
        version=1,
        actor_id=ground.odile.id,
    )
    whole = {**json.loads(row.fields["shown"][0]), "weight": "9"}
    row.fields["shown"] = [json.dumps(whole)]
    assert row.types("thresholds.gold", "2,5").status_code == 409


def test_what_changed_is_said_in_words_not_in_codes():
    """A level, a kind of evidence, a scale: as people say them, never as grid files write them."""
    with speaking("fr"):
        assert drafts.value_words(["silver", "gold"]) == "argent, or"
        assert drafts.value_words("yes_no") == "Oui ou non"
        said = drafts.value_words({"types": ["photo"], "max_age_days": None, "minimum": 2})
        assert "une photo" in said
        assert not {"types", "minimum", "max_age_days"} & set(said.replace(",", " ").split())
        assert drafts.value_words({"gold": "3", "bronze": "1"}).startswith("bronze")
