"""The credential of an award: signed, true of today by its list, and silent about everybody."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from joserfc import jwt
from joserfc.errors import BadSignatureError
from joserfc.jwk import KeySet, OKPKey

from lms.core import clock
from lms.core.db import session
from lms.labels.exports.credential import Known
from lms.labels.models import Award
from lms.labels.rules.statuses import PURPOSES, REVOCATION, SUSPENSION, decoded, is_raised
from lms.labels.services import awarding, closing
from tests.cast import Enter
from tests.factories.labels import CLOSED, Ground, win
from tests.pages import Statements

Plain = dict[str, Any]
NEXT_YEAR = datetime(2028, 1, 2, tzinfo=UTC)


@pytest.fixture
def award(ground: Ground) -> Award:
    """A silver award of Nantes."""
    win(ground)
    with clock.frozen(CLOSED):
        closing.ask_to_close(season_id=ground.season.id, actor_id=ground.henri.id)
        closing.close(season_id=ground.season.id, now=CLOSED)
    return session.query(Award).one()


@pytest.fixture
def anybody(app: Flask) -> Callable[[str], str]:
    """Read one of the issuer's documents, signed in as nobody."""

    def read(name: str) -> str:
        answer = app.test_client().get(f"/awards/proof/{name}")
        assert answer.status_code == 200, name
        assert "max-age" in answer.headers["Cache-Control"]
        assert "Set-Cookie" not in answer.headers
        return answer.get_data(as_text=True)

    return read


def verified(words: str, keys: str) -> tuple[Plain, Plain]:
    """Return the header and the claims of a token, checked with the issuer's public keys."""
    held = KeySet.import_key_set(json.loads(keys))
    token = jwt.decode(words, held.keys[0], registry=Known())
    return token.header, token.claims


def downloaded(ground: Ground, enter: Enter) -> str:
    answer = enter(ground.marion).get(f"/labels/stores/{ground.cast.nantes.id}/credential.jwt")
    assert answer.status_code == 200, answer.status_code
    assert answer.mimetype == "application/vc+jwt"
    return answer.get_data(as_text=True)


def listed(entry: Plain, anybody: Callable[[str], str]) -> bool:
    """Tell whether the bit a credential points to is set today."""
    name = entry["statusListCredential"].rpartition("/")[2]
    _header, claims = verified(anybody(name), anybody("keys"))
    subject = claims["credentialSubject"]
    assert subject["statusPurpose"] == entry["statusPurpose"] == name
    return is_raised(decoded(subject["encodedList"]), int(entry["statusListIndex"]))


def worth(words: str, anybody: Callable[[str], str]) -> dict[str, bool]:
    """Return what each list says of a credential."""
    _header, claims = verified(words, anybody("keys"))
    return {one["statusPurpose"]: listed(one, anybody) for one in claims["credentialStatus"]}


def test_it_verifies_with_the_published_key_and_says_the_award(
    ground: Ground, award: Award, enter: Enter, anybody: Callable[[str], str]
):
    with clock.frozen(CLOSED):
        header, claims = verified(downloaded(ground, enter), anybody("keys"))
        key = json.loads(anybody("key"))
    assert header["alg"] == "EdDSA"
    assert header["kid"].endswith("/awards/proof/key")
    assert "d" not in key
    assert key["kid"] == OKPKey.import_key(key).thumbprint()
    assert claims["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    subject = claims["credentialSubject"]
    assert [one["identityHash"] for one in subject["identifier"]] == ["Nantes Beaulieu"]
    assert subject["achievement"]["name"] == "Label Service, argent"
    assert award.grid_hash in subject["achievement"]["criteria"]["narrative"]
    assert claims["validUntil"] == "2027-12-31T23:00:00Z"
    assert claims["exp"] == int(datetime(2027, 12, 31, 23, tzinfo=UTC).timestamp())
    assert claims["jti"] == claims["id"]
    assert claims["iss"] == claims["issuer"]["id"] == json.loads(anybody("issuer"))["id"]
    assert [one["statusPurpose"] for one in claims["credentialStatus"]] == list(PURPOSES)


def test_canary_one_changed_letter_breaks_the_signature(
    ground: Ground, award: Award, enter: Enter, anybody: Callable[[str], str]
):
    assert award.level == "silver"
    with clock.frozen(CLOSED):
        head, body, seal = downloaded(ground, enter).split(".")
        forged = body[:40] + ("A" if body[40] != "A" else "B") + body[41:]
        with pytest.raises((BadSignatureError, ValueError)):
            verified(f"{head}.{forged}.{seal}", anybody("keys"))
        other = json.dumps({"keys": [OKPKey.generate_key().as_dict(private=False)]})
        with pytest.raises(BadSignatureError):
            verified(f"{head}.{body}.{seal}", other)


def test_the_did_leads_to_the_same_key(anybody: Callable[[str], str]):
    document = json.loads(anybody("did.json"))
    assert document["id"].startswith("did:web:")
    assert document["id"].endswith(":awards:proof")
    (method,) = document["verificationMethod"]
    assert method["publicKeyJwk"] == json.loads(anybody("key"))
    assert document["assertionMethod"] == [method["id"]]


@pytest.mark.parametrize(
    ("act", "found"),
    [
        ("suspend", {REVOCATION: False, SUSPENSION: True}),
        ("withdraw", {REVOCATION: True, SUSPENSION: False}),
    ],
)
def test_what_happens_to_the_award_is_in_the_list(  # noqa: PLR0917 - fixtures
    ground: Ground,
    award: Award,
    enter: Enter,
    anybody: Callable[[str], str],
    act: str,
    found: dict[str, bool],
):
    with clock.frozen(CLOSED):
        words = downloaded(ground, enter)
        assert worth(words, anybody) == {REVOCATION: False, SUSPENSION: False}
        getattr(awarding, act)(award_id=award.id, reason="Vérification", actor_id=ground.henri.id)
        assert worth(words, anybody) == found
        base = f"/labels/stores/{ground.cast.nantes.id}/credential.jwt"
        assert enter(ground.marion).get(base).status_code == 409


def test_on_the_first_day_of_the_next_year_it_is_over(
    ground: Ground, award: Award, enter: Enter, anybody: Callable[[str], str]
):
    assert award.status == "active"
    with clock.frozen(CLOSED):
        words = downloaded(ground, enter)
    with clock.frozen(NEXT_YEAR):
        assert worth(words, anybody) == {REVOCATION: True, SUSPENSION: False}


def test_a_level_judged_again_leaves_the_former_file_worthless(
    ground: Ground, award: Award, enter: Enter, anybody: Callable[[str], str]
):
    with clock.frozen(CLOSED):
        before = downloaded(ground, enter)
        award.level, award.decision_rev = "gold", award.decision_rev + 1
        session.flush()
        after = downloaded(ground, enter)
        assert worth(before, anybody) == {REVOCATION: True, SUSPENSION: False}
        assert worth(after, anybody) == {REVOCATION: False, SUSPENSION: False}


PEOPLE = ("Marion", "Lefèvre", "Ana", "Costa", "Ugo", "Rossi", "Henri", "Odile", "Alice")


def people_in(words: str, ground: Ground) -> set[str]:
    """Return the people a document speaks of, by name or identifier."""
    ids = [ground.marion.id, ground.ana.id, ground.ugo.id, ground.henri.id, ground.cast.nantes.id]
    return {one for one in (*PEOPLE, *map(str, ids)) if one in words}


def test_no_document_speaks_of_anybody(
    ground: Ground, award: Award, enter: Enter, anybody: Callable[[str], str]
):
    assert award.unit_name == "Nantes Beaulieu"
    with clock.frozen(CLOSED):
        keys = anybody("keys")
        told = [json.dumps(verified(downloaded(ground, enter), keys), ensure_ascii=False)]
        told += [json.dumps(verified(anybody(one), keys), ensure_ascii=False) for one in PURPOSES]
        told += [anybody(one) for one in ("issuer", "key", "keys", "did.json")]
    assert [people_in(one, ground) for one in told] == [set()] * len(told)


def test_canary_a_document_that_names_its_auditor_is_caught(ground: Ground):
    assert people_in('{"auditor": "Ana Costa"}', ground) == {"Ana", "Costa"}
    assert people_in(json.dumps({"by": str(ground.marion.id)}), ground) == {str(ground.marion.id)}


def test_who_may_download_it(ground: Ground, award: Award, enter: Enter, app: Flask):
    base = f"/labels/stores/{award.unit_id}/credential.jwt"
    with clock.frozen(CLOSED):
        assert enter(ground.alice).get(base).status_code == 403
        assert enter(ground.zoe).get(base).status_code == 404
        assert app.test_client().get(base).status_code in {302, 303, 401}
        assert app.test_client().get("/awards/proof/secret").status_code == 404
        html = (
            enter(ground.marion).get(f"/labels/stores/{award.unit_id}/award").get_data(as_text=True)
        )
        assert "credential.jwt" in html


@pytest.mark.parametrize("paper", ["credential.jwt", "certificate.pdf", "plaque.pdf"])
def test_what_is_downloaded_reads_the_award_only(
    ground: Ground, award: Award, enter: Enter, paper: str
):
    with clock.frozen(CLOSED):
        marion, path = enter(ground.marion), f"/labels/stores/{award.unit_id}/{paper}"
        with Statements() as sent:
            assert marion.get(path).status_code == 200
    assert len(sent) <= 8
