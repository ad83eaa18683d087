"""B3 and B4: shown from a phone, sealed, looked at by somebody else, never by its author."""

import io
import re
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import select

from lms.core.db import session
from lms.labels.models import Evidence, Review, Revision
from tests.cast import Enter
from tests.factories.labels import Ground, picture, show
from tests.pages import fill as post
from tests.pages import page


def photo(words: str = "1") -> tuple[io.BytesIO, str]:
    return io.BytesIO(picture(words)), "vitrine.jpg"


def form(ground: Ground, code: str = "visits") -> str:
    return f"/labels/applications/{ground.application().id}/criteria/{ground.uid(code)}"


def test_a_photo_is_shown_in_two_taps(ground: Ground, marion: FlaskClient):
    page(marion, form(ground))
    answer = post(marion, f"{form(ground)}/evidence", photo=photo())
    assert answer.status_code == 303
    html = page(marion, answer.location)
    kept = session.scalars(select(Revision)).one()
    assert kept.uploaded_by == ground.marion.id
    for words in (kept.sha256, kept.chain, "Marion Lefèvre", "à examiner"):
        assert words in html
    assert f"/files/{kept.file_id}/" in page(marion, form(ground))


def test_nothing_shown_is_refused_and_the_words_stay(ground: Ground, marion: FlaskClient):
    answer = post(marion, f"{form(ground)}/evidence", note=" ", effective_on="2099-01-01")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "2099-01-01" in html
    answer = post(marion, f"{form(ground)}/evidence", note="Vu", effective_on="hier")
    assert answer.status_code == 422
    assert "Vu</textarea>" in answer.get_data(as_text=True)
    assert session.scalars(select(Revision)).all() == []


def test_what_is_not_a_picture_is_refused(ground: Ground, marion: FlaskClient):
    sent = (io.BytesIO(b"MZ not a picture"), "photo.jpg")
    answer = post(marion, f"{form(ground)}/evidence", photo=sent)
    assert answer.status_code in {415, 422}


def test_the_region_looks_at_its_own_queue_only(ground: Ground, enter: Enter):
    show(ground)
    show(ground, unit=ground.cast.strasbourg, who=ground.zoe, data=picture("2"))
    html = page(enter(ground.rachel), "/labels/evidence")
    assert "Nantes Beaulieu" in html
    assert "Strasbourg" not in html
    marion = enter(ground.marion)
    assert marion.get("/labels/evidence").status_code == 403


def test_somebody_else_approves_or_says_why_not(ground: Ground, enter: Enter):
    one = show(ground)
    rachel = enter(ground.rachel)
    path = f"/labels/evidence/{one.evidence_id}"
    assert "Valider" in page(rachel, path)
    missing = post(rachel, f"{path}/review", verdict="rejected", reason=" ")
    assert missing.status_code == 422
    assert post(rachel, f"{path}/review", verdict="maybe").status_code == 422
    said = post(rachel, f"{path}/review", verdict="rejected", reason="La date ne se lit pas.")
    assert said.status_code == 303
    html = page(enter(ground.marion), path)
    assert html.index("La date ne se lit pas.") < html.index("Montre le jour"), "why comes first"
    assert re.search(
        r'<details class="c-details" open>.{,300}En envoyer une meilleure', html, re.DOTALL
    )


def test_its_author_never_says_it_is_good(ground: Ground, enter: Enter):
    one = show(ground)
    marion, path = enter(ground.marion), f"/labels/evidence/{one.evidence_id}"
    assert post(marion, f"{path}/review", verdict="approved").status_code == 403
    own = show(ground, who=ground.ana, data=picture("7"))
    ana = enter(ground.ana)
    path = f"/labels/evidence/{own.evidence_id}"
    assert "ne valide" in page(ana, path)
    assert post(ana, f"{path}/review", verdict="approved").status_code == 409
    assert session.scalars(select(Review)).all() == []


def test_evidence_of_another_store_is_not_there(ground: Ground, enter: Enter):
    one = show(ground)
    path = f"/labels/evidence/{one.evidence_id}"
    zoe, alice = enter(ground.zoe), enter(ground.alice)
    assert zoe.get(path).status_code == 404
    assert alice.get(path).status_code == 404
    assert f"/files/{one.file_id}/" not in page(alice, form(ground))
    for act in ("again", "take-back"):
        assert post(zoe, f"{path}/{act}", note="x").status_code == 404
    east = post(zoe, f"{form(ground)}/evidence", photo=photo())
    assert east.status_code == 404


def test_a_better_one_follows_and_the_first_stays(ground: Ground, marion: FlaskClient):
    one = show(ground)
    path = f"/labels/evidence/{one.evidence_id}"
    assert post(marion, f"{path}/again", photo=photo("3")).status_code == 303
    html = page(marion, path)
    assert html.count('class="c-shot"') == 2
    assert post(marion, f"{path}/take-back").status_code == 303
    assert "retirée" in page(marion, path)
    assert session.scalars(select(Evidence.id)).all() == [UUID(str(one.evidence_id))]


def test_the_same_picture_elsewhere_is_said(ground: Ground, enter: Enter):
    show(ground)
    twin = show(ground, unit=ground.cast.strasbourg, who=ground.zoe)
    html = page(enter(ground.ana), f"/labels/evidence/{twin.evidence_id}")
    assert "déjà été montré" in html
    assert "Nantes Beaulieu" in html


def test_evidence_without_a_token_is_refused(ground: Ground, marion: FlaskClient):
    one = show(ground)
    for path in (
        f"{form(ground)}/evidence",
        f"/labels/evidence/{one.evidence_id}/again",
        f"/labels/evidence/{one.evidence_id}/take-back",
    ):
        assert marion.post(path, data={"note": "x"}).status_code in {400, 403}
