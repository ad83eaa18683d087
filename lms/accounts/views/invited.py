"""Choosing a secret: by a link received, by a slip in the hand, after a loss."""

from flask import request, url_for

from lms.accounts import policies
from lms.accounts.forms import ChooseSecretForm, ForgottenForm, SlipForm
from lms.accounts.rules.limits import Kind
from lms.accounts.rules.notices import Purpose
from lms.accounts.rules.secrets import clean_slip_code
from lms.accounts.services import invitations
from lms.accounts.services.invitations import Held
from lms.accounts.views import bp, browser
from lms.accounts.views.doors import Answer, come_in, leave_former
from lms.core import clock
from lms.core.access import current_viewer, public
from lms.core.errors import Gone, Invalid
from lms.core.pages import after_post, render


@bp.get("/forgotten")
@public
def forgotten() -> Answer:
    """Ask whose secret is lost."""
    return render("accounts/forgotten.html", errors={}, sent=False)


@bp.post("/forgotten")
@public
def forgotten_now() -> Answer:
    """Send a link if there is somebody to send it to; the answer is the same either way."""
    form = ForgottenForm(request.form)
    if not form.validate():
        return render("accounts/forgotten.html", errors=form.problems(), sent=False), 422
    invitations.ask_reset(typed=form.who.data or "", address=browser.address(), now=clock.now())
    return after_post(url_for("accounts.forgotten_sent"))


@bp.get("/forgotten/sent")
@public
def forgotten_sent() -> Answer:
    """Say what happens next, whoever asked."""
    life = policies.in_words("accounts.reset.life")
    return render("accounts/forgotten.html", errors={}, sent=True, life=life)


@bp.get("/slip")
@public
def slip() -> Answer:
    """Ask for the code of a slip."""
    return _slip({})


def _slip(errors: dict[str, str]) -> str:
    life = policies.in_words("accounts.slip.life")
    return render("accounts/slip.html", errors=errors, life=life)


@bp.post("/slip")
@public
def slip_now() -> Answer:
    """Open the slip whose code is typed, or say that it is not good."""
    form = SlipForm(request.form)
    if not form.validate():
        return _slip(form.problems()), 422
    code = clean_slip_code(form.code.data or "")
    try:
        invitations.open_invitation(token=code, address=browser.address(), now=clock.now())
    except Gone as refused:
        return _slip({"code": refused.message}), 422
    return after_post(url_for("accounts.invited", token=code))


@bp.get("/in/<token>")
@public
def invited(token: str) -> Answer:
    """Greet the person and let them choose a secret; opening the link uses nothing."""
    try:
        held = invitations.open_invitation(token=token, address=browser.address(), now=clock.now())
    except Gone as over:
        return render("accounts/gone.html", message=over.message), over.status
    return _choose(token, held)


@bp.post("/in/<token>")
@public
def invited_now(token: str) -> Answer:
    """Set the secret, end former sessions, come in and begin."""
    form = ChooseSecretForm(request.form)
    now = clock.now()
    try:
        held = invitations.open_invitation(token=token, address=browser.address(), now=now)
        if not form.validate():
            return _choose(token, held, form.problems()), 422
        opened = invitations.choose_secret(
            token=token,
            secret=form.new_secret.data or "",
            code=form.code.data or "",
            address=browser.address(),
            kind=Kind.OWN if form.mine.data else Kind.DESK,
            now=now,
            user_agent_label=browser.agent(),
        )
    except Gone as over:
        return render("accounts/gone.html", message=over.message), over.status
    except Invalid as refused:
        return _choose(token, held, refused.errors), 422
    leave_former(current_viewer())
    first = held.person.welcomed_at is None
    target = url_for("first_steps.store") if first else url_for("home.index")
    return come_in(opened, target)


def _choose(token: str, held: Held, errors: dict[str, str] | None = None) -> str:
    return render(
        "accounts/choose_secret.html",
        token=token,
        person=held.person,
        is_reset=held.invitation.purpose == Purpose.RESET.value,
        errors=errors or {},
        mine=browser.looks_like_a_phone(),
    )
