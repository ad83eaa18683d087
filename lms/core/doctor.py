"""The doctor: what could make the promises false, one clear sentence and one cure each.

Checks look and never change anything. ``ill`` means data may be lost or people shut out, ``weak``
that it should be seen to.
"""

import shutil
import smtplib
import socket
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import Connection, func, select, text

from lms.config import Settings
from lms.core import clock
from lms.core.db import APP_ROLE, session
from lms.core.facts import upkeep
from lms.core.faults import name_error
from lms.core.models import AuditRow, AuditSeal, JobFailure, Sweep

SILENT = timedelta(seconds=90)
LATE = timedelta(minutes=10)
FREE_ILL, FREE_WEAK = 1_000_000_000, 5_000_000_000
SECRET_LENGTH, SECRET_VARIETY = 32, 12
PATIENCE = 5.0


class State(StrEnum):
    """How bad it is."""

    WELL = "well"
    WEAK = "weak"
    ILL = "ill"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check saw: a sentence, and what to do about it."""

    check: str
    state: State
    sentence: str
    cure: str = ""


@dataclass(frozen=True, slots=True)
class Patient:
    """What the checks look at."""

    settings: Settings
    head: str
    """The newest migration of this code."""


Check = Callable[[Patient], Iterable[Finding]]
CHECKS: dict[str, Check] = {}


def check(name: str) -> Callable[[Check], Check]:
    """Register a check; a feature may add its own."""

    def register(look: Check) -> Check:
        if CHECKS.setdefault(name, look) is not look:
            message = f"check {name} is declared twice"
            raise ValueError(message)
        return look

    return register


def examine(patient: Patient) -> list[Finding]:
    """Run every check; one that breaks is itself a finding, never a silence."""
    found: list[Finding] = []
    for name, look in CHECKS.items():
        try:
            found.extend(look(patient))
        except Exception as error:  # noqa: BLE001 - a check that cannot look is bad news too
            session.rollback()
            kind, sqlstate = name_error(error)
            sentence = f"This could not be checked ({' '.join(filter(None, (kind, sqlstate)))})."
            found.append(Finding(name, State.ILL, sentence, "See whether the database answers."))
    return found


def _connection() -> Connection:
    return session.connection()


def _setting(name: str) -> str:
    return str(
        _connection().execute(text("SELECT current_setting(:name)"), {"name": name}).scalar()
    )


@check("durability")
def durability(_: Patient) -> Iterator[Finding]:
    """Look for settings under which an answer already given is lost in a power cut."""
    for name in ("fsync", "synchronous_commit", "full_page_writes"):
        now = _setting(name)
        if now == "off" or (name == "synchronous_commit" and now == "local"):
            yield Finding(
                f"durability.{name}",
                State.ILL,
                f"{name} is {now}: an answer already given can be lost in a crash.",
                f"Set {name} = on in postgresql.conf and reload.",
            )
        else:
            yield Finding(f"durability.{name}", State.WELL, f"{name} is {now}.")


@check("roles")
def roles(_: Patient) -> Iterator[Finding]:
    """See that the application does not own what it may not change."""
    row = (
        _connection()
        .execute(
            text(
                "SELECT current_user AS who, "
                "has_table_privilege(current_user, 'core_audit', 'DELETE') AS may_delete, "
                "has_schema_privilege(current_user, 'public', 'CREATE') AS may_create, "
                "rolsuper AS super FROM pg_roles WHERE rolname = current_user"
            )
        )
        .one()
    )
    if row.super or row.may_delete or row.may_create:
        yield Finding(
            "roles",
            State.ILL,
            f"The application works as {row.who}, who may change the ledgers and the tables.",
            f"Put options=-c%20role%3D{APP_ROLE} in LMS_DATABASE_URL, or sign in as {APP_ROLE}.",
        )
    else:
        yield Finding("roles", State.WELL, f"The application works as {row.who}, with few rights.")


@check("migrations")
def migrations(patient: Patient) -> Iterator[Finding]:
    """Code and tables must be of the same age."""
    there = _connection().execute(text("SELECT version_num FROM alembic_version")).scalar()
    if there == patient.head:
        yield Finding("migrations", State.WELL, f"The tables are those of {there}.")
    else:
        yield Finding(
            "migrations",
            State.ILL,
            f"The tables are of {there}, the code is of {patient.head}.",
            "Run `lms migrate` as the owner.",
        )


@check("worker")
def worker(_: Patient) -> Iterator[Finding]:
    """Somebody must be doing the work that waits."""
    heard = text("SELECT max(last_heartbeat) FROM procrastinate_workers")
    beat = _connection().execute(heard).scalar()
    if beat is None or clock.now() - beat > SILENT:
        when = f"since {beat:%Y-%m-%d %H:%M} UTC" if beat else "yet"
        yield Finding(
            "worker",
            State.ILL,
            f"No worker was heard {when}: mails, messages and due work wait.",
            "Start `lms worker`.",
        )
    else:
        yield Finding("worker", State.WELL, "A worker is at work.")
    yield from _sweeps()


def _sweeps() -> Iterator[Finding]:
    broken = session.execute(select(Sweep.name, Sweep.error).where(Sweep.error.is_not(None))).all()
    for name, error in broken:
        yield Finding(
            "worker.sweeps",
            State.WEAK,
            f"Due work {name} fails ({error}).",
            "See the worker's log.",
        )


@check("jobs")
def jobs(_: Patient) -> Iterator[Finding]:
    """Nothing waits for long, and nothing was given up."""
    now = clock.now()
    late = (
        _connection()
        .execute(
            text(
                "SELECT count(*) FROM procrastinate_jobs job WHERE status = 'todo' AND "
                "COALESCE(scheduled_at, (SELECT min(at) FROM procrastinate_events e "
                "WHERE e.job_id = job.id)) < :limit"
            ),
            {"limit": now - LATE},
        )
        .scalar_one()
    )
    if late:
        sentence = f"{late} jobs have been due for more than ten minutes."
        yield Finding("jobs.late", State.WEAK, sentence, "Start another `lms worker`.")
    given_up = session.execute(
        select(func.count())
        .select_from(JobFailure)
        .where(JobFailure.final, JobFailure.failed_at > now - timedelta(days=7))
    ).scalar_one()
    if given_up:
        sentence = f"{given_up} jobs were given up in the last seven days."
        yield Finding(
            "jobs.given_up", State.WEAK, sentence, "See the worker's log for their names."
        )
    if not late and not given_up:
        yield Finding("jobs", State.WELL, "No job is late or given up.")


@check("facts")
def facts(_: Patient) -> Iterator[Finding]:
    """Every message reached its consumers, and the coming months have a place."""
    dead = upkeep.count_dead()
    if dead:
        yield Finding(
            "facts.dead",
            State.WEAK,
            f"{dead} messages could not be delivered.",
            "See `lms facts list --dead`, mend the cause, then `lms facts replay`.",
        )
    months = {f"core_fact_p{upkeep.month_after(clock.now().date(), n):%Y%m}" for n in (0, 1)}
    there = _connection().execute(
        text("SELECT relname FROM pg_class WHERE relispartition AND relname = ANY(:names)"),
        {"names": sorted(months)},
    )
    missing = months - set(there.scalars())
    if missing:
        yield Finding(
            "facts.partitions",
            State.WEAK,
            f"{len(missing)} months of messages have no table of their own.",
            "Start `lms worker`, which prepares them within the hour.",
        )
    if not dead and not missing:
        yield Finding("facts", State.WELL, "Every message was delivered; the months are ready.")


@check("audit")
def audit(_: Patient) -> Iterator[Finding]:
    """See that the record of acts is sealed as it goes."""
    sealed = select(AuditSeal.seq).where(AuditSeal.audit_id == AuditRow.id)
    oldest = session.execute(
        select(func.min(AuditRow.at)).where(~sealed.exists())
    ).scalar_one_or_none()
    if oldest is not None and oldest < clock.now() - LATE:
        yield Finding(
            "audit",
            State.WEAK,
            f"Acts since {oldest:%Y-%m-%d %H:%M} UTC are not sealed.",
            "Start `lms worker`, then run `lms audit verify`.",
        )
    else:
        yield Finding("audit", State.WELL, "The record of acts is sealed.")


@check("mail")
def mail(patient: Patient) -> Iterator[Finding]:
    """Invitations must leave."""
    url = patient.settings.smtp_url
    if not url:
        state = State.WELL if patient.settings.development else State.ILL
        where = "Mail is kept on /dev/outbox." if state is State.WELL else "No mail can leave."
        yield Finding("mail", state, where, "" if state is State.WELL else "Set LMS_SMTP_URL.")
        return
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or (465 if parts.scheme == "smtps" else 587)
    try:
        _greet(host, port, tls=parts.scheme == "smtps")
    except (OSError, smtplib.SMTPException) as error:
        sentence = f"The mail server {host}:{port} does not answer ({type(error).__name__})."
        yield Finding("mail", State.ILL, sentence, "Check LMS_SMTP_URL and the network.")
    else:
        yield Finding("mail", State.WELL, f"The mail server {host}:{port} answers.")


def _greet(host: str, port: int, *, tls: bool) -> None:
    server = smtplib.SMTP_SSL if tls else smtplib.SMTP
    with server(host, port, local_hostname=socket.gethostname(), timeout=PATIENCE) as talk:
        talk.noop()


@check("disk")
def disk(patient: Patient) -> Iterator[Finding]:
    """Files and the database need room."""
    place = _existing(patient.settings.files_dir)
    free = shutil.disk_usage(place).free
    state = State.ILL if free < FREE_ILL else State.WEAK if free < FREE_WEAK else State.WELL
    cure = "" if state is State.WELL else "Make room, or move LMS_FILES_DIR to a larger disk."
    yield Finding("disk", state, f"{free / 1e9:.1f} GB are free for files.", cure)


def _existing(folder: Path) -> Path:
    while not folder.exists():
        folder = folder.parent
    return folder


@check("secret")
def secret(patient: Patient) -> Iterator[Finding]:
    """Sessions and links are as strong as the key that signs them."""
    key = patient.settings.secret_key
    if len(key) < SECRET_LENGTH or len(set(key)) < SECRET_VARIETY:
        yield Finding(
            "secret",
            State.ILL,
            "LMS_SECRET_KEY can be guessed: links and forms can be forged.",
            'Set it to what `python3 -c "import secrets; print(secrets.token_hex(32))"` prints.',
        )
    else:
        yield Finding("secret", State.WELL, "LMS_SECRET_KEY is long and varied.")


@check("address")
def address(patient: Patient) -> Iterator[Finding]:
    """Outside development, people come by TLS."""
    settings = patient.settings
    if settings.https or settings.development:
        yield Finding("address", State.WELL, f"People come by {settings.base_url}.")
    else:
        yield Finding(
            "address",
            State.ILL,
            f"{settings.base_url} is not https: cookies travel in clear.",
            "Put a TLS proxy in front and set LMS_BASE_URL to its https address.",
        )
    if settings.demo and not settings.development:
        yield Finding(
            "address.demo", State.ILL, "LMS_DEMO=1 lets anybody in.", "Unset LMS_DEMO, restart."
        )
