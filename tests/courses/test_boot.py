"""The application starts, and its first pages answer."""

from flask.testing import FlaskClient


def test_a_stranger_is_sent_to_the_door(client: FlaskClient) -> None:
    answer = client.get("/")
    assert answer.status_code in {302, 303}
    assert "/sign-in" in answer.headers["Location"]


def test_the_process_says_that_it_lives_and_is_ready(client: FlaskClient) -> None:
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").get_json()["status"] == "ready"
