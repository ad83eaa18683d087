"""Rights: a closed list of permissions, roles computed from today's assignments, one decorator.

Every view says which permission it needs (``@requires``) or that it is public (``@public``); the
application refuses to start when one does not. A feature's ``permissions.py`` tells which roles
hold each of its permissions with :func:`grant`. Objects are loaded through the viewer's scope, so
this file answers "may this kind of person open this kind of page", queries answer "which rows".
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from flask import g

F = TypeVar("F", bound=Callable[..., Any])


class Permission(StrEnum):
    """Every right of the product; a code is area:object:act."""

    SELF = "self:own:use"
    FILES_READ = "files:file:read"
    CALLS_ANSWER = "accounts:call:answer"
    TABLET_ENROL = "accounts:tablet:enrol"
    SLIP_ISSUE = "accounts:slip:issue"
    SESSIONS_REVOKE = "accounts:session:revoke"
    POLICY_READ = "core:policy:read"
    POLICY_SET = "core:policy:set"
    PEOPLE_READ = "network:person:read"
    PEOPLE_WRITE = "network:person:write"
    UNITS_READ = "network:unit:read"
    UNITS_WRITE = "network:unit:write"
    NETWORK_IMPORT = "network:import:run"
    WAVES_WRITE = "network:wave:write"
    AGREEMENTS_READ = "network:agreement:read"
    AGREEMENTS_WRITE = "network:agreement:write"
    REFERENTIAL_READ = "referential:version:read"
    REFERENTIAL_WRITE = "referential:version:write"
    LEARN = "courses:lesson:learn"
    PATHS_READ = "courses:path:read"
    PATHS_WRITE = "courses:path:write"
    ASSIGN = "courses:path:assign"
    TEAM_READ = "courses:team:read"
    PATH_REPORT = "courses:report:read"
    LESSON_WAIVE = "courses:lesson:waive"
    TIME_GRANT = "assessment:time:grant"
    QUESTIONS_REVIEW = "assessment:question:review"
    QUESTIONS_WRITE = "assessment:question:write"
    NOTICES_PREVIEW = "notifications:preview:read"
    QUOTES_TELL = "quotes:difficulty:tell"
    QUOTES_COACH = "quotes:difficulty:coach"
    QUOTES_JUDGE = "quotes:abuse:judge"
    QUOTES_FIGURES = "quotes:figure:read"
    QUOTES_SETUP = "quotes:contact:write"
    CARDS_READ = "quotes:card:read"
    CARDS_MARK = "quotes:card:mark"
    CARDS_SIGN = "quotes:card:sign"
    CARDS_EDIT = "quotes:card:edit"
    GAPS_HANDLE = "quotes:gap:handle"
    LABELS_READ = "labels:unit:read"
    LABELS_SHOW = "labels:evidence:add"
    LABELS_SUBMIT = "labels:application:submit"
    LABELS_REVIEW = "labels:evidence:review"
    LABELS_AUDIT = "labels:audit:hold"
    LABELS_DECIDE = "labels:decision:take"
    LABELS_NETWORK = "labels:network:read"
    GRIDS_WRITE = "labels:grid:write"
    GRIDS_PUBLISH = "labels:grid:publish"
    SEASONS_RUN = "labels:season:run"
    FIGURES_IMPORT = "labels:figure:import"
    COACHING_READ = "coaching:day:read"
    COACHING_RUN = "coaching:day:run"
    COACHING_MOVE = "coaching:day:move"
    COACH_RATE = "coaching:rating:give"
    RATINGS_READ = "coaching:rating:read"
    RATINGS_FIGURES = "coaching:figure:read"
    OBSERVE = "coaching:observation:hold"
    PRACTICE_OWN = "coaching:own:use"
    SKILLS_MEASURE = "coaching:skill:measure"
    SKILLS_FIGURES = "coaching:skill:count"
    SKILLS_AIM = "coaching:target:set"
    BRAVO_SAY = "coaching:bravo:say"
    BRAVO_MODERATE = "coaching:bravo:moderate"
    PROJECT_READ = "projects:unit:read"
    PROJECT_TAKE_PART = "projects:own:take_part"
    PROJECT_LEAD = "projects:unit:lead"
    ACTION_VERIFY = "projects:action:verify"
    REGION_READ = "projects:region:read"
    REGION_TAKE_PART = "projects:region:take_part"
    REGION_LEAD = "projects:region:lead"
    REGION_ANSWER = "projects:region:answer"
    BOARD_READ = "projects:board:read"
    GATE_WAIVE = "projects:gate:waive"
    WAVE_DECIDE = "projects:wave:decide"
    SCREEN_ENROL = "projects:screen:enrol"
    KIT_PRINT = "projects:kit:print"
    REFERENTIAL_SPEAK = "referential:version:discuss"
    REFERENTIAL_TASKS = "referential:task:settle"


class Role(StrEnum):
    """What a person is today, read from memberships and mandates."""

    EMPLOYEE = "employee"
    UNIT_MANAGER = "unit_manager"
    DEPUTY = "deputy"
    COACH = "coach"
    REGIONAL_LEAD = "regional_lead"
    LEARNING_AUTHOR = "learning_author"
    LABEL_OFFICER = "label_officer"
    ADMINISTRATOR = "administrator"
    PRIVACY_OFFICER = "privacy_officer"


class Capability(StrEnum):
    """What a wave lights in a unit; a dark capability has no menu, reminder or figure."""

    LEARNING = "learning"
    PRACTICE = "practice"
    QUOTES = "quotes"
    LABEL = "label"
    COACHING = "coaching"
    PROJECT = "project"


@dataclass(frozen=True, slots=True)
class Membership:
    """A job held today: where, as what, for which employer."""

    unit_id: UUID
    unit_name: str
    zone: str
    position: str
    is_primary: bool
    employer_id: UUID | None


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held today over a unit, a region (with all below it) or the whole network."""

    role: Role
    scope_kind: str
    scope_id: UUID | None


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person looking, with today's rights; loaded once per request, never stored."""

    person_id: UUID | None = None
    given_name: str = ""
    family_name: str = ""
    locale: str = "fr"
    theme: str = "system"
    session_id: UUID | None = None
    shared_device: bool = False
    device_id: UUID | None = None
    memberships: tuple[Membership, ...] = ()
    grants: tuple[Grant, ...] = ()
    capabilities: frozenset[str] = frozenset()
    today: date | None = None
    secret_checked_at: datetime | None = None
    seen_at: datetime | None = None
    roles: frozenset[Role] = field(default=frozenset())
    waiting: int = 0
    """How many things wait for them: the number on the bell."""

    @property
    def is_authenticated(self) -> bool:
        """Tell whether somebody is signed in (name expected by Flask-Login)."""
        return self.person_id is not None

    is_active = is_authenticated

    @property
    def is_anonymous(self) -> bool:
        """Tell whether nobody is signed in (name expected by Flask-Login)."""
        return self.person_id is None

    def get_id(self) -> str:
        """Return the person's identifier as text (name expected by Flask-Login)."""
        return str(self.person_id)

    @property
    def full_name(self) -> str:
        """Return "Given Family"."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def primary(self) -> Membership | None:
        """Return the main job of today, or the first one, or nothing."""
        for membership in self.memberships:
            if membership.is_primary:
                return membership
        return self.memberships[0] if self.memberships else None

    @property
    def employer_ids(self) -> frozenset[UUID]:
        """Return the legal entities the viewer works for today; names stop there."""
        return frozenset(m.employer_id for m in self.memberships if m.employer_id)

    def grants_for(self, permission: Permission) -> tuple[Grant, ...]:
        """Return the grants of today that carry ``permission``."""
        allowed = ROLES_OF.get(permission, frozenset())
        return tuple(g for g in self.grants if g.role in allowed)

    def may(self, *permissions: Permission) -> bool:
        """Tell whether one of ``permissions`` is held today (scope aside) and is live."""
        return any(self._holds(permission) for permission in permissions)

    def _holds(self, permission: Permission) -> bool:
        if self.person_id is None:
            return False
        if permission in EVERYBODY:
            return True
        held = self.roles & ROLES_OF.get(permission, frozenset())
        if not held:
            return False
        capability = CAPABILITY_OF.get(permission)
        if capability is None or capability in self.capabilities:
            return True
        # Those who stand above units keep their desk; queries leave dark units out of it.
        return any(g.scope_kind != "unit" and g.role in held for g in self.grants)


ANONYMOUS = Viewer()


def current_viewer() -> Viewer:
    """Return who is looking in this request, loaded once by the application."""
    viewer: Viewer = g.get("viewer", ANONYMOUS)
    return viewer


ROLES_OF: dict[Permission, frozenset[Role]] = {}
EVERYBODY: set[Permission] = {Permission.SELF, Permission.FILES_READ, Permission.POLICY_READ}
CAPABILITY_OF: dict[Permission, Capability] = {}


def me() -> UUID:
    """Return the identifier of who looks; only for views that ``requires`` keeps to people."""
    person_id = current_viewer().person_id
    assert person_id is not None  # noqa: S101 - @requires refused anybody else
    return person_id


def grant(
    table: Mapping[Permission, Iterable[Role]], *, capability: Capability | None = None
) -> None:
    """Tell which roles hold a feature's permissions, and which wave must be live for them.

    Raises ValueError when a permission was granted elsewhere already: one screen per permission.
    """
    for permission, roles in table.items():
        held = frozenset(roles)
        if ROLES_OF.setdefault(permission, held) != held:
            message = f"{permission} is granted twice"
            raise ValueError(message)
        if capability:
            CAPABILITY_OF[permission] = capability


@dataclass(frozen=True, slots=True)
class Policy:
    """What a view declares: the permissions of which one is needed, or none when public."""

    permissions: tuple[Permission, ...]
    public: bool = False
    fresh_secret: bool = False


def requires(*permissions: Permission, fresh_secret: bool = False) -> Callable[[F], F]:
    """Declare that a view needs one of ``permissions``.

    ``fresh_secret``: head-office people type their secret again when it is older than 30 minutes.
    """

    def declare(view: F) -> F:
        view.policy = Policy(permissions, fresh_secret=fresh_secret)  # type: ignore[attr-defined]
        return view

    return declare


def public(view: F) -> F:
    """Declare that anybody may open a view, signed in or not."""
    view.policy = Policy((), public=True)  # type: ignore[attr-defined]
    return view


@dataclass(frozen=True, slots=True)
class Confidence:
    """What a confidential route leaves behind: nothing that tells who asked what, or when."""

    back: str
    """Endpoint without arguments where the same post, sent again, is led."""
    repeatable: bool = False
    """Sending it again does no harm: not even its key is kept."""


def confidential(back: str, *, repeatable: bool = False) -> Callable[[F], F]:
    """Declare that a view belongs to a confidential exchange (kernel K5).

    Nothing logs who opened it nor on what; its answers are not kept for posts sent again.
    """

    def declare(view: F) -> F:
        view.confidence = Confidence(back, repeatable)  # type: ignore[attr-defined]
        return view

    return declare


def confidence_of(view: Callable[..., Any] | None) -> Confidence | None:
    """Return what a confidential view declared, None for any other."""
    return getattr(view, "confidence", None)


def policy_of(view: Callable[..., Any]) -> Policy | None:
    """Return what a view declared, or None."""
    return getattr(view, "policy", None)
