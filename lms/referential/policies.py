"""The rules a referential is written under: who is heard, how long everybody reads it."""

from lms.core.i18n import _l
from lms.core.policy import define

FRONTLINE = define(
    "referential.voices.frontline",
    5,
    _l("A referential is written with at least this many people who serve customers."),
    unit="people",
    floor=0,
    ceiling=200,
).code
MANAGERS = define(
    "referential.voices.managers",
    3,
    _l("It is written with at least this many people who lead stores or coach them."),
    unit="people",
    floor=0,
    ceiling=200,
).code
BRAND = define(
    "referential.voices.brand",
    2,
    _l("It is written with at least this many people of head office."),
    unit="people",
    floor=0,
    ceiling=200,
).code
READABLE = define(
    "referential.voices.readable",
    3,
    _l("What a group wrote is read once at least this many of its people have written."),
    unit="people",
    floor=3,
    ceiling=20,
).code
CONSULTATION = define(
    "referential.consultation.days",
    14,
    _l("Everybody can read a new referential and comment on it for this long before it counts."),
    unit="days",
    floor=0,
    ceiling=90,
).code
LIVED = define(
    "referential.lived.days",
    90,
    _l("A moment that nothing brings to life after this time is called a promise not lived."),
    unit="days",
    floor=0,
    ceiling=365,
).code
LANGUAGES = {
    "fr": define(
        "referential.language.fr",
        False,
        _l("A referential is published only once the whole of it reads in French."),
    ).code,
    "en": define(
        "referential.language.en",
        False,
        _l("A referential is published only once the whole of it reads in English."),
    ).code,
}
"""The languages the network speaks besides that of a version, by code; one per language we speak."""
