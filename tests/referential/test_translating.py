"""K9: a version in other languages, read once whole, frozen with the version, carried to the next."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from lms.core import ids, policy
from lms.core.db import session
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import LOCALES, speaking
from lms.core.policy import decide
from lms.quotes.queries.choices import names_of
from lms.referential import policies, services
from lms.referential.exports import as_yaml
from lms.referential.imports import bring_referential, read_referential, read_translations
from lms.referential.models import Skill, Translation, Version
from lms.referential.queries import content_in, content_of, list_items, reviewed_in, said_in
from lms.referential.rules import Kind
from lms.referential.rules.translations import left, texts_of
from lms.referential.services import NotReady, Overwritten, mark
from tests.cast import Cast
from tests.pages import faults, page, token_of
from tests.pages import fill as post
from tests.referential.making import begin, nobody_needed
from tests.referential.rules.test_content import WHOLE

NAME = ("moment:welcome", "name")
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    """Let no test read what another decided."""
    policy.forget()
    yield
    policy.forget()


def write(
    version: Version, cast: Cast, key: Any = NAME, words: str = "L’accueil", **more: Any
) -> Any:
    """Write one text of a version in French."""
    given = {"was": mark(said_in(version, "fr").get(key)), "actor_id": cast.henri.id, **more}
    return services.write_text(version_id=version.id, locale="fr", key=key, words=words, **given)


def french(version: Version, cast: Cast, *, but: Any = None) -> None:
    """Translate a whole version into French, read again; but one text."""
    words = {
        one.key: "\n".join(f"FR {line}" for line in one.words.splitlines())
        for one in texts_of(content_of(version))
        if one.key != but
    }
    services.bring_language(version_id=version.id, locale="fr", words=words, actor_id=cast.henri.id)


@pytest.fixture
def english(cast: Cast) -> Version:
    """Return a draft written in English."""
    return begin(cast, replace(WHOLE, language="en"))


def out(version: Version, cast: Cast) -> Version:
    """Publish a version as a file brings it."""
    return services.publish(version_id=version.id, actor_id=cast.henri.id, elsewhere=True)


def test_each_language_we_speak_may_be_asked_for() -> None:
    assert set(policies.LANGUAGES) == set(LOCALES)


def test_it_is_read_once_whole(cast: Cast, english: Version) -> None:
    french(english, cast, but=NAME)
    version = out(english, cast)
    assert content_in(version, "fr") == content_of(version), "half of each helps nobody"
    write(version, cast)
    assert version.languages == {}, "written, and nobody read it again"
    write(version, cast, reviewed=True)
    told = content_in(version, "fr")
    assert (told.language, told.moments[0].name) == ("fr", "L’accueil")
    assert told.promise == "FR You leave with an answer."
    assert content_in(version, "en") == content_of(version)


def test_who_reads_french_finds_the_items_in_french(cast: Cast, english: Version) -> None:
    french(english, cast)
    out(english, cast)
    names = {}
    for code in LOCALES:
        with speaking(code):
            names[code] = [one.name for one in list_items()]
            skill = session.scalars(select(Skill.uid)).one()
            assert names_of([skill]) == {skill: names[code][-1]}
    assert names["en"] == ["Attitude 0", "Attitude 1", "Attitude 2", "Welcome", "Listen"]
    assert names["fr"] == [f"FR {one}" for one in names["en"]]


def test_a_language_asked_for_holds_publication(cast: Cast, english: Version) -> None:
    decide(policies.LANGUAGES["fr"], True, decided_by=cast.henri.id, reason="Deux pays")
    french(english, cast, but=NAME)
    with pytest.raises(NotReady) as refused:
        out(english, cast)
    assert [one.about for one in refused.value.missing] == ["fr 1"]
    write(english, cast, reviewed=True)
    assert out(english, cast).frozen_languages == ["fr"]


def test_words_that_change_ask_for_their_translation_again(cast: Cast, english: Version) -> None:
    french(english, cast)
    changed = replace(WHOLE, language="en", promise="You leave with a smile.")
    services.save_draft(version_id=english.id, content=changed, actor_id=cast.henri.id)
    assert left(content_of(english), said_in(english, "fr")) == 1
    assert out(english, cast).languages == {}


def test_the_next_version_begins_with_the_translations(cast: Cast, english: Version) -> None:
    french(english, cast)
    first = out(english, cast)
    draft = services.start_draft(actor_id=cast.henri.id)
    assert said_in(draft, "fr") == said_in(first, "fr")
    with pytest.raises(Refused), session.begin_nested():
        out(draft, cast)
    write(draft, cast, words="L’arrivée", reviewed=True)
    second = out(draft, cast)
    assert second.content_hash == first.content_hash, "outside the hash"
    assert content_in(second, "fr").moments[0].name == "L’arrivée"
    session.expire_all()
    assert content_in(first, "fr").moments[0].name == "FR Welcome"


def test_what_it_was_published_in_does_not_change(cast: Cast, english: Version) -> None:
    french(english, cast)
    version = out(english, cast)
    with pytest.raises(Refused):
        write(version, cast)
    for statement in (
        "UPDATE referential_translation SET words = 'Autre'",
        "DELETE FROM referential_translation",
        'UPDATE referential_version SET languages = \'{"fr": "x"}\'',
        "UPDATE referential_version SET frozen_languages = '{}'",
    ):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(text(statement))


def test_a_language_may_come_after_and_be_mended(cast: Cast, english: Version) -> None:
    version = out(english, cast)
    french(version, cast)
    assert content_in(version, "fr").promise.startswith("FR")
    write(version, cast, words="L’arrivée", reviewed=True)
    assert content_in(version, "fr").moments[0].name == "L’arrivée"
    write(version, cast, words="")
    assert content_in(version, "fr") == content_of(version)


def test_canary_without_its_trigger_a_translation_could_be_rewritten(
    cast: Cast, english: Version
) -> None:
    french(english, cast)
    out(english, cast)
    session.execute(text("SET LOCAL ROLE NONE"))
    session.execute(text("ALTER TABLE referential_translation DISABLE TRIGGER referential_freeze"))
    session.execute(text("UPDATE referential_translation SET words = 'Autre'"))
    assert session.scalars(select(Translation.words).distinct()).all() == ["Autre"]


def test_two_people_at_one_text_lose_nothing(cast: Cast, english: Version) -> None:
    write(english, cast)
    with pytest.raises(Overwritten) as refused:
        write(english, cast, words="L’arrivée", was="")
    assert refused.value.theirs.words == "L’accueil"
    assert said_in(english, "fr")[NAME].words == "L’accueil"


def test_what_is_said_to_read_well_is_what_was_seen(cast: Cast, english: Version) -> None:
    promise = ("promise", "words")
    seen = {NAME: mark(write(english, cast)), promise: mark(write(english, cast, promise, "Un"))}
    write(english, cast, promise, "Deux")
    told = services.read_again(
        version_id=english.id, locale="fr", seen=seen, actor_id=cast.henri.id
    )
    assert (told.done, told.changed) == (1, 1)
    assert reviewed_in(english, "fr") == {NAME: "L’accueil"}


def test_gestures_are_translated_one_for_one(cast: Cast, english: Version) -> None:
    rituals = ("moment:welcome", "rituals")
    with pytest.raises(Invalid):
        write(english, cast, rituals, "Lever les yeux.\nDire bonjour.")
    assert write(english, cast, rituals, "  Lever les yeux.\n").words == "Lever les yeux."
    for wrong in (("moment:welcome", "clues"), ("moment:gone", "name"), ("", "")):
        with pytest.raises(NotFound):
            write(english, cast, wrong)
    with pytest.raises(NotFound):
        services.write_text(
            version_id=english.id, locale="en", key=NAME, words="X", was="", actor_id=None
        )


def test_a_file_carries_its_languages(cast: Cast, english: Version) -> None:
    french(english, cast)
    version = out(english, cast)
    told = {"fr": reviewed_in(version, "fr")}
    file = as_yaml(Kind.SERVICE, content_of(version), told)
    assert read_translations(file, read_referential(file)[1]) == told
    assert bring_referential(file, actor_id=cast.henri.id).id == version.id
    other = file.replace("FR Welcome", "L’arrivée")
    again = bring_referential(other, actor_id=cast.henri.id)
    assert again.id != version.id
    assert content_in(again, "fr").moments[0].name == "L’arrivée"


@pytest.mark.parametrize(
    "wrong",
    [
        "translations: [fr]",
        "translations: {xx: {promise: {words: Un}}}",
        "translations: {fr: {promise: {name: Un}}}",
        "translations: {fr: {promise: Un}}",
        "translations: {fr: {'moment:gone': {name: Un}}}",
    ],
)
def test_a_file_that_translates_something_else_is_refused(wrong: str) -> None:
    with pytest.raises(Invalid):
        read_translations(wrong, replace(WHOLE, language="en"))


# ---- on screen -------------------------------------------------------------------------------------


def test_head_office_translates_text_by_text(
    cast: Cast, client: FlaskClient, english: Version
) -> None:
    cast.sign_in(client, cast.henri)
    url = f"/referential/versions/{english.id}/languages/fr"
    total = len(texts_of(content_of(english)))
    assert f"{total} textes en tout" in page(client, url)
    sent = {"key": "moment:welcome.name", "was": "", "words": "L’accueil"}
    typed = {**sent, "csrf_token": token_of(client), "_key": str(ids.new_id())}
    kept = client.post(url, data=typed, headers=PARTIAL)
    assert kept.status_code == 200
    assert "À relire" in kept.text
    assert "Ça se lit bien" in kept.text
    assert 'hx-target="#count"' in kept.text
    taken = post(client, url, **{**sent, "words": "L’arrivée"})
    assert taken.status_code == 409
    assert "L’arrivée" in taken.text
    assert "L’accueil" in taken.text
    short = post(client, url, key="moment:welcome.rituals", was="", words="Un\nDeux")
    assert short.status_code == 422
    assert "Un\nDeux" in short.text
    seen = f"moment:welcome.name@{mark(said_in(english, 'fr')[NAME])}"
    assert post(client, f"{url}/read-again", seen=[seen]).status_code == 303
    html = page(client, url)
    assert "1 texte se lit bien" in html
    assert faults(html) == []
    rest = page(client, f"{url}?show=left")
    assert 'id="moment-welcome-name"' not in rest
    assert 'id="promise-words"' in rest


def test_a_language_that_came_out_is_shown_and_no_more_written(
    cast: Cast, client: FlaskClient, english: Version
) -> None:
    french(english, cast)
    out(english, cast)
    cast.sign_in(client, cast.henri)
    html = page(client, f"/referential/versions/{english.id}/languages/fr")
    assert "<textarea" not in html.partition("<main")[2]
    assert 'lang="fr">FR Welcome' in html
    url = f"/referential/versions/{english.id}/languages/fr"
    assert post(client, url, key="moment:welcome.name", was="", words="X").status_code == 409
    for unknown in ("en", "xx"):
        assert client.get(f"{url[:-2]}{unknown}").status_code == 404


def test_employees_read_it_in_their_language(
    cast: Cast, client: FlaskClient, english: Version
) -> None:
    french(english, cast)
    out(english, cast)
    cast.sign_in(client, cast.alice)
    html = page(client, "/referential")
    assert "FR You leave with an answer." in html
    assert 'lang="fr">FR' in html
    assert "Dans une autre langue" not in html, "who writes only"
    assert client.get(f"/referential/versions/{english.id}/languages/fr").status_code == 403


def test_publishing_says_which_texts_are_left(
    cast: Cast, client: FlaskClient, english: Version
) -> None:
    nobody_needed(cast)
    decide(policies.LANGUAGES["fr"], True, decided_by=cast.henri.id, reason="Deux pays")
    cast.sign_in(client, cast.henri)
    html = page(client, f"/referential/versions/{english.id}/publish")
    total = len(texts_of(content_of(english)))
    assert f"{total} textes restent à traduire ou à relire" in html


def test_what_is_read_by_everybody_is_read_in_their_language(cast: Cast, english: Version) -> None:
    french(english, cast)
    services.consult(version_id=english.id, actor_id=cast.henri.id)
    assert content_in(english, "fr").promise.startswith("FR")


def test_translations_are_part_of_what_is_kept_about_somebody(cast: Cast, english: Version) -> None:
    write(english, cast, reviewed=True)
    row = session.scalars(select(Translation)).one()
    assert (row.written_by, row.reviewed_by) == (cast.henri.id, cast.henri.id)
    write(english, cast, words="L’arrivée")
    session.expire_all()
    row = session.scalars(select(Translation)).one()
    assert (row.reviewed_at, row.reviewed_by) == (None, None)
