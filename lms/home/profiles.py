"""The rules of a small network: what each would change is read first, a person decides."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, request, url_for
from wtforms import DateField, Form, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, Optional

from lms.core import pages, policy, profiles
from lms.core.access import Permission, Viewer, current_viewer, requires
from lms.core.errors import Invalid
from lms.core.i18n import _, _l, ngettext
from lms.core.profiles import Suggestion
from lms.home.policies import instant_of
from lms.network.queries import count_network, day_of

bp = Blueprint("profiles", __name__)


class ProfileForm(Form):
    """Which rules, from when, and why."""

    rules = SelectMultipleField(_l("Rules to change"), validate_choice=False)
    valid_from = DateField(
        _l("From which day"), [Optional()], description=_l("Leave empty to change it now.")
    )
    reason = StringField(
        _l("Why"),
        [InputRequired(_l("Say why: everybody will read it.")), Length(max=300)],
        description=_l("Everybody reads this on the page of rules."),
    )


@dataclass(frozen=True, slots=True)
class Proposal:
    """The size of the network, and what the profile would still change."""

    regions: int
    units: int
    is_small: bool
    changes: list[Suggestion]


def proposal(viewer: Viewer) -> Proposal:
    """Return what the small-network profile would change today."""
    regions, units = count_network(day_of(viewer))
    small = profiles.is_small(regions, units)
    return Proposal(regions, units, small, profiles.open_suggestions())


@bp.get("/policies/small-network")
@requires(Permission.POLICY_SET, fresh_secret=True)
def small_network() -> str:
    """Show each rule of the profile: today, proposed, what it gives and what it asks."""
    found = proposal(current_viewer())
    every = [one.code for one in found.changes]
    return _page(found, ProfileForm(data={"rules": every}))


def _page(found: Proposal, form: ProfileForm) -> str:
    return pages.render(
        "home/small_network.html",
        found=found,
        form=form,
        chosen=set(form.rules.data or ()),
        rows=[_row(one) for one in found.changes],
        never=[_promise(one) for one in profiles.never_relaxed()],
        errors=bool(form.errors),
    )


def _promise(one: policy.Policy) -> tuple[str, str]:
    """Return a promise in words, with its number when it has one."""
    value = policy.value(one.code)
    return str(one.sentence), "" if isinstance(value, bool) else one.in_words(value)


def _row(one: Suggestion) -> dict[str, Any]:
    return {
        "code": one.code,
        "sentence": str(one.policy.sentence),
        "now": one.policy.in_words(policy.value(one.code)),
        "proposed": one.policy.in_words(one.value),
        "gives": str(one.gives),
        "asks": str(one.asks),
    }


@bp.post("/policies/small-network")
@requires(Permission.POLICY_SET, fresh_secret=True)
def small_network_save() -> Response | tuple[str, int]:
    """Decide the rules chosen, from now or from a day to come; never before."""
    viewer = current_viewer()
    found, form = proposal(viewer), ProfileForm(request.form)
    if not form.validate():
        return _page(found, form), 422
    assert viewer.person_id is not None  # noqa: S101 - @requires let somebody in
    try:
        codes = profiles.adopt(
            form.rules.data or [],
            regions=found.regions,
            units=found.units,
            decided_by=viewer.person_id,
            reason=form.reason.data or "",
            valid_from=instant_of(form.valid_from.data),
        )
    except Invalid as error:
        for name, message in error.errors.items():
            form[name].errors = [message]
        return _page(found, form), 422
    pages.say(
        ngettext("%(num)s rule is changed.", "%(num)s rules are changed.", len(codes))
        + " "
        + _("Everybody reads them here, with your reason.")
    )
    return pages.after_post(url_for("policies.index"))
