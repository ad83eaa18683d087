"""The application: one transaction per request, rights before views, errors as pages."""

import hashlib
from importlib import import_module
from typing import Any

import flask
import structlog
from flask import Flask, Response, g, request
from flask_compress import Compress
from flask_login import LoginManager
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from werkzeug.exceptions import Conflict, HTTPException, ServiceUnavailable
from werkzeug.middleware.proxy_fix import ProxyFix

from lms import models
from lms.config import Settings, load_settings
from lms.core import access, audit, clock, i18n, logs, once, pages
from lms.core.assets import serve_static, static_url
from lms.core.connections import RestingPool
from lms.core.db import db, session
from lms.core.errors import Problem, TooMany
from lms.home.errors import answer_problem, answer_status
from lms.wiring import BLUEPRINTS, REGISTRIES

log = structlog.get_logger()

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
SESSION_COOKIE = "lms_sid"
CSP = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; "
    "font-src 'self'; media-src 'self' blob:; connect-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; frame-src 'self'; "
    "worker-src 'self'; manifest-src 'self'"
)

csrf = CSRFProtect()
DEMO_DOOR = "/sign-in/demo"
login_manager = LoginManager()
compress = Compress()


class UndeclaredRoute(Exception):
    """A route says neither which permission it needs nor that it is public."""


class Comptoir(Flask):
    """Flask, with one commit per request after the page is rendered."""

    jinja_environment = pages.FoldingEnvironment

    def dispatch_request(self) -> Response:
        """Run the view, then commit a successful write, else roll back."""
        try:
            replayed = once.begin()
            if replayed is not None:
                session.rollback()
                return replayed
            response = self.make_response(super().dispatch_request())
            if request.method in SAFE or response.status_code >= 400:  # noqa: PLR2004
                session.rollback()
            else:
                once.finish(response)
                _commit()
        except BaseException:
            session.rollback()
            raise
        return response


def _commit() -> None:
    """Commit; a change that lost a race becomes a 409, a lost database a 503, never a false 200."""
    try:
        session.commit()
    except IntegrityError as error:
        raise Conflict from error
    except OperationalError as error:
        raise ServiceUnavailable from error


def load_viewer() -> None:
    """Load who is looking, with today's rights and language, in one statement."""
    from lms.accounts.services import touch_session
    from lms.network.queries import load_viewer as find_viewer

    token = request.cookies.get(SESSION_COOKIE, "")
    now = clock.now()
    viewer = access.ANONYMOUS
    if token and len(token) < 128:  # noqa: PLR2004 - ours are 43 characters
        digest = hashlib.sha256(token.encode()).digest()
        try:
            viewer = find_viewer(digest, now)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            # The database went away under a connection in use: the next one is new.
            session.rollback()
            viewer = find_viewer(digest, now)
    g.viewer = viewer
    if viewer.is_authenticated:
        i18n.set_locale(viewer.locale)
        touch_session(viewer, now)
    else:
        chosen = request.cookies.get("lms_lang", "")
        accepted = i18n.best_locale(request.headers.get("Accept-Language", ""))
        i18n.set_locale(chosen if chosen in i18n.LOCALES else accepted)


def check_rights() -> Response | None:
    """Refuse what today's rights do not allow, before any view runs."""
    if request.endpoint is None or request.routing_exception is not None:
        return None
    policy = access.policy_of(flask.current_app.view_functions[request.endpoint])
    if policy is None:
        flask.abort(500)
    if policy.public:
        return None
    viewer = access.current_viewer()
    if not viewer.is_authenticated:
        return _ask_sign_in()
    if not viewer.may(*policy.permissions):
        hidden = access.confidence_of(flask.current_app.view_functions[request.endpoint])
        who = None if hidden else viewer.person_id
        audit.look("refused", request.endpoint, "route", actor_id=who)
        flask.abort(403)
    if policy.fresh_secret and _secret_is_old(viewer):
        here = request.full_path if request.method == "GET" else "/"
        return _send_to(flask.url_for("accounts.confirm_secret", next=here))
    return None


def _ask_sign_in() -> Response:
    here = request.full_path.rstrip("?") if request.method == "GET" else None
    if here == "/":
        here = None
    return _send_to(flask.url_for("accounts.sign_in", next=here), status=401)


def _send_to(url: str, status: int = 403) -> Response:
    """Send a page to ``url`` by redirect, a fragment by header (never a page inside a card)."""
    if request.headers.get("HX-Request") == "true":
        return Response("", status, headers={"HX-Redirect": url})
    return flask.redirect(url)  # type: ignore[return-value]


def _secret_is_old(viewer: access.Viewer) -> bool:
    from lms.accounts.services import secret_is_fresh

    return not secret_is_fresh(viewer, clock.now())


def hide_demo() -> None:
    """Answer like a page that is not there, whatever the method, where this is no demo."""
    settings: Settings = flask.current_app.extensions["settings"]
    if request.path == DEMO_DOOR and not settings.demo:
        flask.abort(404)


def check_origin() -> None:
    """Refuse a write without this session's token, or sent from another site."""
    if request.method in SAFE or request.endpoint is None:
        return
    origin = request.headers.get("Origin")
    if origin and origin != "null" and origin.split("://")[-1] != request.host:
        flask.abort(400)
    if flask.current_app.config.get("WTF_CSRF_ENABLED", True):
        csrf.protect()


def refuse_unreadable() -> None:
    """Refuse a NUL wherever it is: no text of the database can hold one, and nobody types it."""
    told = [request.path, *(part for pair in request.args.items(multi=True) for part in pair)]
    if request.method not in SAFE:
        told += (part for pair in request.form.items(multi=True) for part in pair)
        told += (sent.filename or "" for sent in request.files.values())
    if any("\0" in words for words in told):
        flask.abort(400)


def secure(response: Response) -> Response:
    """Add the headers every answer carries; personal pages are never kept by a cache."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CSP)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(self), microphone=(), geolocation=()")
    headers.setdefault("Cache-Control", "no-store")
    vary = {part.strip() for part in headers.get("Vary", "").split(",") if part.strip()}
    headers["Vary"] = ", ".join(sorted(vary | set(pages.FRAGMENT_VARY.split(", "))))
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application; raises SettingsError or UndeclaredRoute when it must not start."""
    settings = settings or load_settings()
    logs.configure()
    app = Comptoir("lms", static_folder=None, template_folder=str(_root() / "templates"))
    app.extensions["settings"] = settings
    app.config.update(_flask_config(settings))
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )
    db.init_app(app)
    csrf.init_app(app)
    compress.init_app(app)
    login_manager.init_app(app)
    login_manager.request_loader(lambda _request: g.get("viewer"))
    models.load_all()
    for name in REGISTRIES:
        import_module(name)
    for name in BLUEPRINTS:
        module, _, attribute = name.partition(":")
        app.register_blueprint(getattr(import_module(module), attribute or "bp"))
    app.extensions["pages"] = pages.build_environments(
        app, {"static_url": static_url, "settings": settings}
    )
    from lms.home.frame import frame

    app.extensions["frame"] = frame
    if settings.demo:
        from lms.accounts.services.demo import offer_cast
        from lms.demo.cast import list_members

        offer_cast(list_members)
    app.before_request(hide_demo)
    app.before_request(load_viewer)
    app.before_request(check_rights)
    app.before_request(check_origin)
    app.before_request(refuse_unreadable)
    app.after_request(secure)
    _handle_errors(app)
    refuse_undeclared(app)
    serve_static(app, settings.files_dir.parent / "static")
    return app


def _root() -> Any:
    from lms.config import ROOT

    return ROOT


def _flask_config(settings: Settings) -> dict[str, Any]:
    host = settings.base_url.split("://")[-1]
    hosts = [host.rsplit(":", 1)[0], *settings.trusted_hosts]
    if settings.development or settings.testing:
        hosts += ["127.0.0.1", "localhost"]
    return {
        "SECRET_KEY": settings.secret_key,
        "TESTING": settings.testing,
        "TRUSTED_HOSTS": hosts,
        "MAX_CONTENT_LENGTH": 220 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 8 * 1024 * 1024,
        "SESSION_COOKIE_NAME": "lms_form",
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.https,
        "WTF_CSRF_CHECK_DEFAULT": False,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_HEADERS": ["X-CSRF-Token"],
        "COMPRESS_ALGORITHM": ["zstd", "br", "gzip"],
        "COMPRESS_BR_LEVEL": 2,
        "COMPRESS_ZSTD_LEVEL": 3,
        "COMPRESS_LEVEL": 4,
        "COMPRESS_MIN_SIZE": 600,
        "COMPRESS_STREAMS": False,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": {
            "hide_parameters": True,
            "pool_size": settings.pool_size,
            "max_overflow": settings.pool_size,
            "poolclass": RestingPool,
            **settings.extra.get("engine", {}),  # type: ignore[dict-item]
        },
    }


def refuse_undeclared(app: Flask) -> None:
    """Raise UndeclaredRoute when a route says nothing of its rights."""
    for rule in app.url_map.iter_rules():
        policy = access.policy_of(app.view_functions[rule.endpoint])
        if policy is None:
            message = f"{rule.endpoint} ({rule.rule}) declares neither @requires nor @public."
            raise UndeclaredRoute(message)
        for permission in policy.permissions:
            if permission not in access.ROLES_OF and permission not in access.EVERYBODY:
                message = f"{rule.endpoint} needs {permission}, which nobody is granted."
                raise UndeclaredRoute(message)


def _handle_errors(app: Flask) -> None:
    @app.errorhandler(Problem)
    def problem(error: Problem) -> Response:
        response = answer_problem(error)
        if isinstance(error, TooMany):
            response.headers["Retry-After"] = str(error.retry_after)
        return response

    @app.errorhandler(CSRFError)
    def csrf_error(_error: CSRFError) -> Response:
        return answer_status(400, i18n._("This page waited too long. Reload it, then send again."))

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Response:
        if error.response is not None:
            return error.response  # type: ignore[return-value]
        return answer_status(error.code or 500, "")

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Response:
        if app.testing:
            raise error
        session.rollback()
        if isinstance(error, DBAPIError):
            state = getattr(error.orig, "sqlstate", None)
            constraint = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
            log.error("database_error", sqlstate=state, constraint=constraint)
        else:
            log.error("unexpected_error", endpoint=request.endpoint, exc_info=error)
        return answer_status(503 if isinstance(error, OperationalError) else 500, "")
