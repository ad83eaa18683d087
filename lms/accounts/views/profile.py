"""What people set for themselves, and what they see of their own account."""

from uuid import UUID

from flask import request, url_for

from lms.accounts.forms import ChangeSecretForm, CodeForm, PreferencesForm
from lms.accounts.queries import get_person, has_code, list_notices, list_open_sessions
from lms.accounts.rules import safe_next
from lms.accounts.rules.limits import Kind
from lms.accounts.rules.notices import NoticeKind
from lms.accounts.services import end_other_sessions, end_session, own
from lms.accounts.services.notices import close_notice
from lms.accounts.services.words import NOTICE_WORDS
from lms.accounts.views import bp, browser
from lms.accounts.views.doors import Answer
from lms.core import clock, i18n
from lms.core.access import Permission, current_viewer, requires
from lms.core.errors import Invalid, NotFound
from lms.core.i18n import _
from lms.core.pages import after_post, render, say


def _me() -> UUID:
    person_id = current_viewer().person_id
    assert person_id is not None  # noqa: S101 - @requires let somebody in
    return person_id


@bp.get("/profile")
@requires(Permission.SELF)
def profile() -> Answer:
    """Show language, look, rhythm, devices, who sees what, own data."""
    return _profile()


def _profile(errors: dict[str, str] | None = None) -> str:
    now = clock.now()
    viewer = current_viewer()
    return render(
        "accounts/profile.html",
        person=get_person(_me()),
        sessions=() if viewer.shared_device else list_open_sessions(_me(), now),
        has_code=has_code(_me()),
        notices=[(one, NOTICE_WORDS[NoticeKind(one.kind)]) for one in list_notices(_me())],
        languages=[(code, i18n.language_name(code)) for code in i18n.LOCALES],
        errors=errors or {},
    )


@bp.post("/profile/preferences")
@requires(Permission.SELF)
def save_preferences() -> Answer:
    """Keep language, look and rhythm."""
    form = PreferencesForm(request.form)
    if not form.validate():
        return _profile(form.problems()), 422
    try:
        person = own.set_preferences(
            viewer=current_viewer(),
            locale=form.locale.data or None,
            theme=form.theme.data or None,
            rhythm=form.days(),
        )
    except Invalid as refused:
        return _profile(refused.errors), 422
    i18n.set_locale(person.locale)
    say(_("Saved."))
    return after_post(url_for("accounts.profile"))


@bp.post("/profile/secret")
@requires(Permission.SELF)
def change_secret() -> Answer:
    """Replace one's secret; other devices are signed out."""
    form = ChangeSecretForm(request.form)
    if not form.validate():
        return _profile(form.problems()), 422
    try:
        token = own.change_secret(
            viewer=current_viewer(),
            current=form.secret.data or "",
            new=form.new_secret.data or "",
            address=browser.address(),
            now=clock.now(),
        )
    except Invalid as refused:
        return _profile(refused.errors), 422
    answer = browser.keep_token(after_post(url_for("accounts.profile")), token, _this_kind())
    say(_("Your secret is changed. Your other devices are signed out."))
    return answer


def _this_kind() -> Kind:
    """Return the kind of the session looking, so that its new cookie lives as long."""
    viewer = current_viewer()
    mine = list_open_sessions(_me(), clock.now())
    return next((Kind(one.kind) for one in mine if one.id == viewer.session_id), Kind.DESK)


@bp.post("/profile/code")
@requires(Permission.SELF)
def set_code() -> Answer:
    """Choose the code of the shared tablet."""
    form = CodeForm(request.form)
    if not form.validate():
        return _profile(form.problems()), 422
    try:
        own.set_code(viewer=current_viewer(), code=form.code.data or "", now=clock.now())
    except Invalid as refused:
        return _profile(refused.errors), 422
    say(_("Your tablet code is set."))
    return after_post(url_for("accounts.profile"))


@bp.post("/profile/code/remove")
@requires(Permission.SELF)
def remove_code() -> Answer:
    """Give up the tablet code."""
    own.remove_code(viewer=current_viewer())
    say(_("Your tablet code is removed."))
    return after_post(url_for("accounts.profile"))


@bp.post("/profile/devices/<uuid:session_id>/end")
@requires(Permission.SELF)
def end_device(session_id: UUID) -> Answer:
    """Sign one of one's devices out; this very one goes back to the door."""
    if not end_session(session_id=session_id, person_id=_me(), reason="elsewhere", now=clock.now()):
        raise NotFound
    if session_id == current_viewer().session_id:
        return browser.forget_session(after_post(url_for("accounts.sign_in")))
    say(_("This device is signed out."))
    return after_post(url_for("accounts.profile"))


@bp.post("/profile/devices/end-others")
@requires(Permission.SELF)
def end_other_devices() -> Answer:
    """Sign out everywhere but here."""
    ended = end_other_sessions(current_viewer(), reason="elsewhere", now=clock.now())
    say(i18n.ngettext("%(num)s device signed out.", "%(num)s devices signed out.", ended))
    return after_post(url_for("accounts.profile"))


@bp.post("/notices/<uuid:notice_id>/close")
@requires(Permission.SELF)
def close_one_notice(notice_id: UUID) -> Answer:
    """Note that the person read what they were told."""
    close_notice(notice_id=notice_id, person_id=_me(), now=clock.now())
    return after_post(safe_next(request.form.get("next")))
