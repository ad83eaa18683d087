"""S2: three screens and three taps from a new secret to the first lesson."""

from flask import Blueprint, Response, request, url_for

from lms.accounts.queries import get_person
from lms.accounts.services import own
from lms.core import clock, i18n, todo
from lms.core.access import Permission, current_viewer, requires
from lms.core.errors import Invalid
from lms.core.pages import after_post, render

bp = Blueprint("first_steps", __name__)

Answer = str | Response | tuple[str, int]


@bp.get("/first-steps")
@requires(Permission.SELF)
def store() -> Answer:
    """Screen 1: where one works, and who reads what."""
    return render("home/first_store.html")


@bp.get("/first-steps/rhythm")
@requires(Permission.SELF)
def rhythm() -> Answer:
    """Screen 2: language and days a week, already answered; one tap goes on."""
    return _rhythm()


def _rhythm(errors: dict[str, str] | None = None) -> str:
    person_id = current_viewer().person_id
    assert person_id is not None  # noqa: S101 - @requires let somebody in
    return render(
        "home/first_rhythm.html",
        person=get_person(person_id),
        languages=[(code, i18n.language_name(code)) for code in i18n.LOCALES],
        errors=errors or {},
    )


@bp.post("/first-steps/rhythm")
@requires(Permission.SELF)
def save_rhythm() -> Answer:
    """Keep language and rhythm, then show the first lesson."""
    try:
        person = own.set_preferences(
            viewer=current_viewer(),
            locale=request.form.get("locale"),
            rhythm=request.form.get("rhythm", 3, type=int),
        )
    except Invalid as refused:
        return _rhythm(refused.errors), 422
    i18n.set_locale(person.locale)
    return after_post(url_for("first_steps.ready"))


@bp.get("/first-steps/ready")
@requires(Permission.SELF)
def ready() -> Answer:
    """Screen 3: the first lesson, its minutes, one button."""
    acts = todo.next_acts(current_viewer(), clock.now(), limit=1)
    return render("home/first_ready.html", act=acts[0] if acts else None)


@bp.post("/first-steps/ready")
@requires(Permission.SELF)
def begin() -> Answer:
    """Note that the person was welcomed and open the lesson itself."""
    viewer, now = current_viewer(), clock.now()
    own.finish_first_steps(viewer=viewer, now=now)
    acts = todo.next_acts(viewer, now, limit=1)
    return after_post(acts[0].url if acts else url_for("home.index"))
