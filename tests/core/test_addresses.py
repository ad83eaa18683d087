"""Addresses drawn once say what Flask says, wherever the application is mounted."""

from uuid import UUID

import flask
import pytest
from flask import Flask
from werkzeug.routing import BuildError

from lms.core import addresses, ids

ONE, TWO = UUID(int=1), UUID(int=2)


@pytest.fixture
def site() -> Flask:
    app = Flask("addresses")
    for rule, name in (
        ("/", "home"),
        ("/a/<uuid:one>", "one"),
        ("/100%/<uuid:two>/<uuid:one>", "both"),
        ("/page/<int:page>", "page"),
    ):
        app.add_url_rule(rule, name, lambda **_: "")
    return app


@pytest.mark.parametrize("mounted", ["", "/lms", "/50%"])
@pytest.mark.parametrize(
    ("endpoint", "values"),
    [
        ("home", {}),
        ("one", {"one": ONE}),
        ("both", {"one": ONE, "two": TWO}),
        ("both", {"two": TWO, "one": ONE}),
        ("one", {"one": ONE, "more": TWO}),
        ("both", {"one": str(ONE), "two": TWO}),
        ("page", {"page": 3}),
        ("home", {"q": str(ONE).replace("0", "é")}),
        ("home", {"q": "é & 50%"}),
        ("one", {"one": ONE, "_external": True}),
    ],
)
def test_it_says_what_flask_says(
    site: Flask, mounted: str, endpoint: str, values: dict[str, object]
) -> None:
    with site.test_request_context("/", base_url=f"http://localhost{mounted}/"):
        for _ in range(2):
            expected = flask.url_for(endpoint, **values)  # type: ignore[arg-type]
            assert addresses.url_for(endpoint, **values) == expected


def test_each_row_has_its_own(site: Flask) -> None:
    with site.test_request_context("/"):
        rows = [ids.new_id() for _ in range(20)]
        assert [addresses.url_for("one", one=row) for row in rows] == [f"/a/{row}" for row in rows]


def test_an_unknown_page_is_an_error(site: Flask) -> None:
    with site.test_request_context("/"), pytest.raises(BuildError):
        addresses.url_for("nowhere", one=ONE)
