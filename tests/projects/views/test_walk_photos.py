"""A photo of a walk: kept without a face and without a place, seen by who walked too, removable."""

import re
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from lms.core import files
from lms.core.db import session
from lms.core.files.models import File
from lms.projects.models import Perception, Project, Walk
from lms.projects.queries import diagnostic
from lms.projects.services import walks
from tests.core.media import picture, telling
from tests.factories.projects import Ground, diagnosing
from tests.pages import fill as post
from tests.pages import page
from tests.projects.views.conftest import Enter

CHOSEN = {"zone": "1", "face": "1"}


@pytest.fixture
def project(ground: Ground) -> Project:
    """Give a diagnostic of two zones."""
    made = diagnosing(ground)
    walks.draw_zones(project_id=made.id, names=["Entrée", "Caisse"])
    return made


def give(client: FlaskClient, project: Project, photo: bytes | None, **first: str) -> TestResponse:
    """Walk with one's eyes; ``first``: what is said of the first zone, where the photo is taken."""
    zone, other = diagnostic.zones_of(project.id)
    fields: dict[str, Any] = {f"{name}.{zone.id}": value for name, value in first.items()}
    if photo is not None:
        fields[f"photo.{zone.id}"] = (BytesIO(photo), "IMG_0042.jpg")
    url = f"/store/projects/{project.id}/walk/sight"
    return post(client, url, **fields, **{f"zone.{other.id}": "-1"})


def opens(client: FlaskClient, url: str) -> int:
    """Return the status of a file."""
    with client.get(url) as answer:
        return answer.status_code


def kept() -> File:
    """Return the one photo that is kept."""
    return session.scalars(select(File).join(Perception, Perception.file_id == File.id)).one()


def test_a_photo_is_kept_without_where_it_was_taken(project: Project, enter: Enter):
    alice = enter("alice")
    assert give(alice, project, telling(), **CHOSEN).status_code == 303
    with files.open_file(kept().id) as opened:
        data = opened.read()
    assert b"SecretPhone" not in data
    assert b"GPS" not in data
    html = page(alice, f"/store/projects/{project.id}/walk")
    assert files.url(kept().id, "Entrée") in html
    assert 'alt="Photo\u00a0: Entrée' in html
    assert opens(alice, files.url(kept().id)) == 200


def test_a_photo_is_kept_only_once_somebody_looked_for_faces(project: Project, enter: Enter):
    alice = enter("alice")
    answer = give(alice, project, picture(), zone="1")
    html = answer.get_data(as_text=True)
    zone = diagnostic.zones_of(project.id)[0].id
    assert answer.status_code == 422
    assert f'href="#face.{zone}"' in html
    assert "Choisissez les photos de nouveau" in html
    assert re.search(rf'name="zone.{zone}" value="1" checked', html)
    assert session.scalar(select(func.count(File.id))) == 0
    assert session.scalar(select(func.count(Walk.id))) == 0
    assert give(alice, project, picture(), **CHOSEN).status_code == 303


def test_what_is_no_picture_is_refused_on_its_own_field(project: Project, enter: Enter):
    alice = enter("alice")
    answer = give(alice, project, b"<svg onload=alert(1)>", **CHOSEN)
    html = answer.get_data(as_text=True)
    zone = diagnostic.zones_of(project.id)[0].id
    assert answer.status_code == 422
    assert f'id="photo.{zone}-e"' in html
    assert session.scalar(select(func.count(Walk.id))) == 0


def test_a_photo_is_seen_by_those_who_walked_too(project: Project, enter: Enter):
    alice, marion, yann = enter("alice"), enter("marion"), enter("yann")
    give(alice, project, picture(), **CHOSEN)
    url, walk = files.url(kept().id), f"/store/projects/{project.id}/walk"
    for client in (marion, yann):
        assert opens(client, url) == 404
    assert str(kept().id) not in page(marion, walk)
    give(marion, project, None, zone="2")
    assert opens(marion, url) == 200
    assert str(kept().id) in page(marion, walk)
    assert opens(yann, url) == 404, "somebody of another store"


def test_a_validated_walk_is_seen_by_the_whole_team(ground: Ground, project: Project, enter: Enter):
    give(enter("alice"), project, picture(), **CHOSEN)
    rachel = enter("rachel")
    url = files.url(kept().id)
    assert opens(rachel, url) == 404
    section = diagnostic.sections_of(project.id)["walk"]
    section.validated_at, section.validated_by = ground.by("marion").now, ground.cast.marion.id
    session.flush()
    assert opens(rachel, url) == 200


@pytest.mark.parametrize(("who", "status"), [("alice", 303), ("marion", 303), ("bruno", 404)])
def test_a_photo_is_removed_by_who_took_it_or_who_leads(
    project: Project, enter: Enter, who: str, status: int
):
    give(enter("alice"), project, picture(), **CHOSEN)
    photo = kept().id
    client = enter(who)
    assert post(client, f"/store/photos/{photo}/remove").status_code == status
    left = session.scalars(select(Perception).where(Perception.score == 1)).one()
    assert left.file_id == (None if status == 303 else photo)
    assert (session.get(File, photo) is None) == (status == 303)
    assert post(client, f"/store/photos/{UUID(int=7)}/remove").status_code == 404


def test_canary_a_reader_who_forgets_the_walk_is_caught(
    project: Project, enter: Enter, monkeypatch: pytest.MonkeyPatch
):
    give(enter("alice"), project, picture(), **CHOSEN)
    monkeypatch.setattr(diagnostic, "sees_walk", lambda *_: True)
    assert opens(enter("marion"), files.url(kept().id)) == 200
