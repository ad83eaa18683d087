"""When a ritual falls, in words."""

import pytest
from flask import Flask

from lms.projects.models import Ritual
from lms.projects.views.words import rhythm


@pytest.mark.parametrize(
    ("every", "interval", "weekdays", "place", "said"),
    [
        ("week", 1, [1, 3], None, "Monday, Wednesday"),
        ("week", 1, [1, 2, 3, 4, 5, 6, 7], None, "every day"),
        ("week", 2, [2], None, "every other week, on Tuesday"),
        ("month", 1, [4], 2, "the second Thursday of the month"),
        ("month", 1, [5], -1, "the last Friday of the month"),
    ],
)
def test_days_are_said_as_people_say_them(
    app: Flask, every: str, interval: int, weekdays: list[int], place: int | None, said: str
) -> None:
    row = Ritual(every=every, interval=interval, weekdays=weekdays, place=place)
    with app.test_request_context(headers={"Accept-Language": "en"}):
        app.preprocess_request()
        assert rhythm(row) == said
