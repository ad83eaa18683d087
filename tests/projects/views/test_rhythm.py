"""When a ritual falls, in words."""

import pytest
from flask import Flask

from lms.projects.models import Ritual
from lms.projects.views.words import rhythm


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (Ritual(every="week", interval=1, weekdays=[1, 3], place=None), "Monday, Wednesday"),
        (Ritual(every="week", interval=1, weekdays=[1, 2, 3, 4, 5, 6, 7], place=None), "every day"),
        (
            Ritual(every="week", interval=2, weekdays=[2], place=None),
            "every other week, on Tuesday",
        ),
        (
            Ritual(every="month", interval=1, weekdays=[4], place=2),
            "the second Thursday of the month",
        ),
        (Ritual(every="month", interval=1, weekdays=[5], place=-1), "the last Friday of the month"),
    ],
)
def test_days_are_said_as_people_say_them(app: Flask, row: Ritual, said: str) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        app.preprocess_request()
        assert rhythm(row) == said
