"""The rules everybody lives under, in words; administrators change them from today on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID

from flask import Blueprint, Response, request, url_for
from sqlalchemy import select
from wtforms import DateField, Form, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from lms.accounts.models import Person
from lms.core import clock, pages, policy, profiles
from lms.core.access import Permission, Viewer, current_viewer, requires
from lms.core.db import session
from lms.core.errors import Invalid, NotFound
from lms.core.i18n import _, _l
from lms.core.pages import after_post, say
from lms.network.queries import count_network, day_of, zone_of

bp = Blueprint("policies", __name__)

AREAS = {
    "accounts": _l("Signing in"),
    "network": _l("Stores and people"),
    "courses": _l("Paths and lessons"),
    "quotes": _l("Difficulties and cards"),
    "coaching": _l("Visits and observations"),
    "projects": _l("Projects of stores"),
    "labels": _l("Labels"),
    "referential": _l("Our referential"),
    "assessment": _l("Quizzes"),
    "reporting": _l("Figures"),
    "notifications": _l("Being told"),
    "core": _l("Confidence and records"),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One policy as it is read."""

    code: str
    sentence: str
    value: str
    default: str
    relaxable: bool
    changed: policy.Decision | None
    by: str
    coming: tuple[tuple[str, datetime], ...]


class PolicyForm(Form):
    """A new value, from when, and why."""

    value = IntegerField(_l("New value"), [InputRequired(_l("Type a whole number."))])
    valid_from = DateField(
        _l("From which day"), [Optional()], description=_l("Leave empty to change it now.")
    )
    reason = StringField(
        _l("Why"),
        [InputRequired(_l("Say why: everybody will read it.")), Length(max=300)],
        description=_l("Everybody reads this on the page of rules."),
    )


class YesNoForm(PolicyForm):
    """The same for a yes or a no."""

    value = SelectField(  # type: ignore[assignment]
        _l("New value"), choices=[("1", _l("yes")), ("0", _l("no"))]
    )


@bp.get("/policies")
@requires(Permission.POLICY_READ)
def index() -> str:
    """List the rules of an area, with their value, author and reason; first what was decided."""
    viewer, area = current_viewer(), request.args.get("area", "")
    may_set = viewer.may(Permission.POLICY_SET)
    found = _areas()
    return pages.render(
        "home/policies.html",
        areas=[(area_name(area), found[area])] if area in found else _first(found),
        tabs=_tabs(found, area),
        may_set=may_set,
        is_small=may_set and _is_proposed(viewer),
    )


def _is_proposed(viewer: Viewer) -> bool:
    """Tell whether the rules of a small network wait for somebody's decision."""
    return bool(profiles.open_suggestions()) and profiles.is_small(*count_network(day_of(viewer)))


@bp.get("/policies/<code>")
@requires(Permission.POLICY_SET, fresh_secret=True)
def edit(code: str) -> str:
    """Show the form that changes one rule."""
    found = _policy(code)
    return _page(found, _form(found))


@bp.post("/policies/<code>")
@requires(Permission.POLICY_SET, fresh_secret=True)
def decide(code: str) -> Response | tuple[str, int]:
    """Change one rule, from now or from a day to come."""
    found = _policy(code)
    form = _form(found)
    if not form.validate():
        return _page(found, form), 422
    try:
        policy.decide(
            code,
            _value(found, form),
            decided_by=current_viewer().person_id,
            reason=form.reason.data or "",
            valid_from=instant_of(form.valid_from.data),
        )
    except Invalid as error:
        for name, message in error.errors.items():
            form[name].errors = [message]
        return _page(found, form), 422
    say(_("The rule is changed. Everybody can read it here."))
    return after_post(url_for("policies.index"))


def _policy(code: str) -> policy.Policy:
    found = policy.POLICIES.get(code)
    if found is None or not found.relaxable:
        raise NotFound(_("There is no such rule to change."))
    return found


def _form(found: policy.Policy) -> PolicyForm:
    kind = YesNoForm if isinstance(found.default, bool) else PolicyForm
    return kind(request.form, data={"value": _typed(policy.value(found.code))})


def _typed(value: policy.Value) -> int | str:
    return ("1" if value else "0") if isinstance(value, bool) else value


def _value(found: policy.Policy, form: PolicyForm) -> policy.Value:
    typed = form.value.data
    return str(typed) == "1" if isinstance(found.default, bool) else int(typed or 0)


def instant_of(day: date | None) -> datetime | None:
    """Return the first instant of a day where the viewer works; None: now."""
    if day is None:
        return None
    zone = clock.zone_info(zone_of(current_viewer()))
    if day == clock.today(zone.key):
        return None
    return datetime.combine(day, time(0), zone).astimezone(UTC)


def _page(found: policy.Policy, form: PolicyForm) -> str:
    return pages.render(
        "home/policy.html",
        form=form,
        code=found.code,
        sentence=str(found.sentence),
        now=found.in_words(policy.value(found.code)),
        bounds=policy.bounds_in_words(found),
        unit=found.unit,
        yes_no=isinstance(found.default, bool),
    )


def area_name(area: str) -> str:
    """Return how an area of rules is called; its code where nobody named it."""
    return str(AREAS.get(area, area))


def _areas() -> dict[str, list[Rule]]:
    """Return the rules by area, in the order of the areas; an area nobody named comes last."""
    names = _names()
    found: dict[str, list[Rule]] = {}
    for code in sorted(policy.POLICIES):
        found.setdefault(code.split(".", 1)[0], []).append(_rule(policy.POLICIES[code], names))
    order = [*AREAS, *sorted(set(found) - set(AREAS))]
    return {area: found[area] for area in order if area in found}


def _first(found: dict[str, list[Rule]]) -> list[tuple[str, list[Rule]]]:
    """Return what somebody decided, then what nobody can change, whatever their area."""
    every = [rule for rules in found.values() for rule in rules]
    parts = [
        (_("Decided here"), [one for one in every if one.changed or one.coming]),
        (_("What we promise"), [one for one in every if not one.relaxable]),
    ]
    return [(title, rules) for title, rules in parts if rules]


def _tabs(found: dict[str, list[Rule]], area: str) -> list[dict[str, object]]:
    """Return the doors to each area, with how many rules it has."""
    home = {
        "label": _("Decisions and promises"),
        "url": url_for("policies.index"),
        "current": area not in found,
    }
    return [
        home,
        *(
            {
                "label": area_name(one),
                "url": url_for("policies.index", area=one),
                "current": one == area,
                "count": len(rules),
            }
            for one, rules in found.items()
        ),
    ]


def _rule(found: policy.Policy, names: dict[UUID, str]) -> Rule:
    changed = policy.decision(found.code)
    by = names.get(changed.decided_by, "") if changed and changed.decided_by else ""
    return Rule(
        code=found.code,
        sentence=str(found.sentence),
        value=found.in_words(policy.value(found.code)),
        default=found.in_words(found.default),
        relaxable=found.relaxable,
        changed=changed,
        by=by,
        coming=tuple((found.in_words(d.value), d.valid_from) for d in policy.coming(found.code)),
    )


def _names() -> dict[UUID, str]:
    """Return the names of those whose decision is in force; an erased person has none."""
    wanted = {
        decided.decided_by
        for code in policy.POLICIES
        if (decided := policy.decision(code)) and decided.decided_by
    }
    return dict(_names_of(wanted)) if wanted else {}


def _names_of(person_ids: Iterable[UUID]) -> Iterable[tuple[UUID, str]]:
    rows = session.execute(
        select(Person.id, Person.given_name, Person.family_name).where(
            Person.id.in_(list(person_ids)), Person.erased_at.is_(None)
        )
    )
    for row in rows:
        yield row.id, f"{row.given_name} {row.family_name}"
