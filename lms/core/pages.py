"""Pages: templates folded per language, fragments, redirects after a post.

One Jinja environment per language folds ``_("constant")`` into a constant when a template
compiles, so that static words cost nothing per request.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any, Generic, TypeVar
from uuid import UUID

import flask
from flask import Flask, Response, request
from flask.templating import Environment
from flask_wtf.csrf import generate_csrf
from jinja2 import nodes
from jinja2.runtime import Context, Macro
from jinja2.visitor import NodeTransformer
from jinja2_fragments import render_block as fragment
from markupsafe import Markup
from werkzeug.routing import BuildError

from lms.core import addresses, i18n, ids
from lms.core.access import current_viewer
from lms.core.ids import uuid_of

FRAGMENT_VARY = "HX-Request, HX-Request-Type, Cookie"
PER_PAGE = 45
LAST_PAGE = 10_000
"""Nobody turns so many pages: a larger number is a mistake, or no person."""

T = TypeVar("T")


def fill(words: str, /, **values: Any) -> str:
    """Fill ``%(name)s`` of an already translated message (called by folded templates)."""
    return words % values


class _Folder(NodeTransformer):
    """Replace calls of ``_`` with a constant message by the message in one language."""

    def __init__(self, catalogue: i18n.Catalogue) -> None:
        self.catalogue = catalogue

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - Jinja's name
        self.generic_visit(node)
        if not (isinstance(node.node, nodes.Name) and node.node.name in {"_", "gettext"}):
            return node
        first = node.args[0] if node.args else None
        if not (isinstance(first, nodes.Const) and isinstance(first.value, str)):
            return node
        words = nodes.Const(self.catalogue.get(first.value), lineno=node.lineno)
        if not node.kwargs:
            return words
        return nodes.Call(
            nodes.Name("fill", "load", lineno=node.lineno),
            [words],
            node.kwargs,
            None,
            None,
            lineno=node.lineno,
        )


class PlainCalls(Context):
    """What a template knows, which calls functions and macros as they are.

    Jinja looks four times at whatever a template calls, hundreds of times on a page, for marks that
    functions and macros do not bear on their ``__call__``.
    """

    def call(self, called: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """Call ``called`` as :meth:`jinja2.runtime.Context.call` does."""
        kind = type(called)
        if kind is Macro:
            args = (self.eval_ctx, *args)
        elif kind not in _PLAIN or hasattr(called, "jinja_pass_arg"):
            return super().call(called, *args, **kwargs)
        kwargs.pop("_loop_vars", None)
        kwargs.pop("_block_vars", None)
        return called(*args, **kwargs)


_PLAIN = frozenset({FunctionType, MethodType, BuiltinFunctionType})


class FoldingEnvironment(Environment):
    """A Jinja environment of one language."""

    language = i18n.DEFAULT
    context_class = PlainCalls

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        return _Folder(i18n.catalogue(self.language)).visit(tree)  # type: ignore[no-any-return]


def build_environments(app: Flask, shared: Mapping[str, Any]) -> dict[str, FoldingEnvironment]:
    """Make one environment per language, each with its macros as the global ``ui``."""
    found: dict[str, FoldingEnvironment] = {}
    for code in i18n.LOCALES:
        env = app.create_jinja_environment()
        assert isinstance(env, FoldingEnvironment)  # noqa: S101 - set as jinja_environment
        env.language = code
        env.trim_blocks = env.lstrip_blocks = True
        env.auto_reload = app.debug
        env.globals.update(shared)
        env.globals.update(
            _=i18n.gettext,
            gettext=i18n.gettext,
            ngettext=i18n.ngettext,
            fill=fill,
            lang=code,
            day=i18n.format_day,
            moment=i18n.format_moment,
            number=i18n.format_number,
            percent=i18n.format_percent,
            pair=i18n.pair,
            language_name=i18n.language_name,
            form_head=form_head,
            url_for=addresses.url_for,
        )
        env.filters.update(fr_typo=i18n.fr_typo if code == "fr" else str, day=i18n.format_day)
        env.globals["ui"] = env.get_template("components/ui.html").module
        found[code] = env
    return found


def environment() -> FoldingEnvironment:
    """Return the environment of the current language."""
    envs: dict[str, FoldingEnvironment] = flask.current_app.extensions["pages"]
    return envs[i18n.locale()]


def form_head(key: str | None = None) -> Markup:
    """Return the hidden fields every form starts with: CSRF token and idempotency key."""
    return Markup(
        '<input type="hidden" name="csrf_token" value="{}">'
        '<input type="hidden" name="_key" value="{}">'
    ).format(generate_csrf(), key or ids.new_id())


def wants_fragment() -> bool:
    """Tell whether htmx asks for a part of the page only (a boosted link asks for the whole)."""
    return (
        request.headers.get("HX-Request") == "true"
        and request.headers.get("HX-Request-Type") == "partial"
    )


def render(template: str, **context: Any) -> str:
    """Return the whole page ``template`` in the current language."""
    return draw(template, _frame(context))


def draw(template: str, told: Mapping[str, Any]) -> str:
    """Return the whole page ``template`` from what is told only: the frame is not asked."""
    return environment().get_template(template).render(told)


def draw_block(template: str, block: str, told: Mapping[str, Any]) -> str:
    """Return one named block of ``template`` from what is told only."""
    return fragment(environment(), template, block, told)


def render_block(template: str, block: str, **context: Any) -> str:
    """Return one named block of ``template``."""
    return draw_block(template, block, _frame(context))


def page_or_block(template: str, block: str, **context: Any) -> str:
    """Return ``block`` when htmx asks for a part, else the whole page."""
    if wants_fragment():
        return render_block(template, block, **context)
    return render(template, **context)


def offline_copy(html: str, also: Iterable[str] = ()) -> Response:
    """Return a page that a personal phone may keep, for its session only, to read without a network.

    ``also``: addresses of ours kept with it. On a shared device nothing is marked, nothing kept.
    """
    viewer = current_viewer()
    if viewer.session_id is None or viewer.shared_device:
        return Response(html, content_type="text/html; charset=utf-8")
    answer = kept_copy(html, str(viewer.session_id))
    if also:
        answer.headers["Offline-Also"] = " ".join(also)
    return answer


def kept_copy(html: str, holder: str) -> Response:
    """Return a page that a browser may keep for ``holder``, whose pages alone it then keeps."""
    answer = Response(html, content_type="text/html; charset=utf-8")
    mark = hashlib.sha256(f"offline {holder}".encode()).hexdigest()[:20]
    answer.headers["Offline-Copy"] = mark
    return answer


def _frame(context: dict[str, Any]) -> dict[str, Any]:
    build = flask.current_app.extensions.get("frame")
    if build is not None:
        for name, value in build().items():
            context.setdefault(name, value)
    return context


@dataclass(frozen=True, slots=True)
class Sheet(Generic[T]):
    """One page of a list that is wholly known: its rows, and where they stand among all."""

    rows: Sequence[T]
    page: int
    count: int

    @property
    def first(self) -> int:
        """Return the rank of the first row shown, from 1."""
        return (self.page - 1) * PER_PAGE + 1

    @property
    def last(self) -> int:
        """Return the rank of the last row shown."""
        return self.first + len(self.rows) - 1

    @property
    def has_next(self) -> bool:
        """Tell whether rows follow this page."""
        return self.last < self.count


def asked_page(name: str = "page") -> int:
    """Return the page of a list that the address asks for, the first by default."""
    asked = request.args.get(name, "1")
    return min(max(int(asked), 1), LAST_PAGE) if asked.isdecimal() and len(asked) < 6 else 1  # noqa: PLR2004


def asked_id(name: str) -> UUID | None:
    """Return the identifier the address gives as ``name``, None when absent or not one."""
    return uuid_of(request.args.get(name, ""))


def sheet(rows: Sequence[T]) -> Sheet[T]:
    """Return the page of ``rows`` that the address asks for; past the end, the last one."""
    page = min(asked_page(), max(1, -(-len(rows) // PER_PAGE)))
    return Sheet(rows[(page - 1) * PER_PAGE : page * PER_PAGE], page, len(rows))


def after_post(url: str) -> Response:
    """Send the browser to ``url`` after a post (303); ``url`` is ours, built by ``url_for``."""
    return flask.redirect(url, 303)  # type: ignore[return-value]


def address(endpoint: str | None, args: Mapping[str, Any]) -> str | None:
    """Return the path of a page, in a request or out of one; None when there is no such page."""
    if endpoint is None:
        return None
    try:
        return flask.current_app.url_map.bind("").build(endpoint, dict(args))
    except (BuildError, ValueError):
        return None


def say(
    message: str,
    kind: str = "ok",
    undo_url: str | None = None,
    link: tuple[str, str] | None = None,
) -> None:
    """Leave a message for the next page; it stays until closed. ``kind``: ok, info, error.

    ``link``: an address and its words, offered with the message.
    """
    href, act = link or (None, None)
    told = {"text": message, "undo": undo_url, "href": href, "act": act}
    flask.flash(told, kind)  # type: ignore[arg-type]
