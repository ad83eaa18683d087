"""Words of practice: levels, answers, where a try comes from."""

from lms.core.i18n import _, spoken


def level_names() -> list[tuple[str, str]]:
    """Return the levels of a skill as people say them."""
    return [
        ("0", _("Not yet")),
        ("1", _("With help")),
        ("2", _("On my own")),
        ("3", _("I show others")),
    ]


def seen_level_names() -> list[tuple[str, str]]:
    """Return the levels as somebody else says them of a person."""
    return [
        ("0", _("Not yet")),
        ("1", _("With help")),
        ("2", _("On their own")),
        ("3", _("Shows others")),
    ]


@spoken
def answer_name(answer: str | None) -> str:
    """Return what became of a try as people say it."""
    names = {"done": _("Done"), "partly": _("In part"), "no": _("Not this time")}
    return names.get(answer or "", _("No answer"))


@spoken
def origin_name(origin: str) -> str:
    """Return where a try comes from."""
    return {
        "own": _("Chosen by the person"),
        "debrief": _("From an exchange"),
        "manager": _("Proposed by the manager"),
        "coach": _("Proposed by the coach"),
    }.get(origin, "")
