#!/usr/bin/env python3
"""The commands of this project; nothing but Python 3.11 or later is needed to begin.

python3 dev.py run     install, start everything with a demo network, print the address
python3 dev.py help    the others
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
TOOLS = ROOT / ".tools"
STAMP = VENV / ".dev-stamp"
PYTHON = VENV / "bin" / "python"
OLDEST, NEWEST = (3, 11), (3, 14)
DISK_NEEDED = 1200  # megabytes: environment 600, the installer's cache, a database
DISK_FULL = 50  # megabytes left that explain a failed installation
APT = ["apt-get", "install", "-y", "--no-install-recommends"]

HELP = """\
python3 dev.py COMMAND

  run [--port 8000]    everything: database, pages, worker, demo network; Ctrl-C ends it
  test [ARGS]          every test, in a real browser too; ARGS go to pytest
  check [--full]       lint, types, contracts, then test; full: the long drills, every page
  fmt | lint | types   one part of check
  i18n                 bring the catalogues to the messages of the code
  bench [ARGS]         measure, beside a floor
  reidentify [ARGS]    count who could be found behind a card
  lexicons             make again the words of the anonymity guard, from their sources
  lms ARGS             the command line of the product, as in: dev.py lms doctor

  PORT=8001            another port for run
  LMS_DATABASE_URL=... another PostgreSQL than the one it carries
"""


def say(sentence: str) -> None:
    """Print one line at once."""
    print(f"  {sentence}", file=sys.stderr, flush=True)


def give_up(sentence: str) -> None:
    """End with one clear sentence."""
    sys.exit(f"dev.py: {sentence}")


def call(
    *words: "str | Path", env: "dict[str, str] | None" = None, timeout: "float | None" = None
) -> int:
    """Run a program in the project's folder and return its exit status."""
    command = [str(word) for word in words]
    try:
        return subprocess.run(command, cwd=ROOT, env=env, check=False, timeout=timeout).returncode
    except KeyboardInterrupt:
        sys.exit(130)
    except subprocess.TimeoutExpired:
        return 124


def become(*words: "str | Path", env: "dict[str, str] | None" = None) -> None:
    """Turn into another program: it gets our signals and our exit status."""
    sys.stdout.flush()
    command = [str(word) for word in words]
    os.execve(command[0], command, env or dict(os.environ))  # noqa: S606 - becoming it is the point


# --- installing ---------------------------------------------------------------------------------


def check_python() -> None:
    """Refuse a Python that is too old, and a system without what we need of POSIX."""
    if os.name != "posix":
        give_up("Linux or macOS is needed (on Windows, use WSL).")
    if sys.version_info < OLDEST:
        found = ".".join(str(part) for part in sys.version_info[:3])
        give_up(f"Python 3.11 or later is needed, this is {found}: try python3.12 dev.py ...")


def check_place() -> None:
    """Refuse a folder or a disk in which an installation would fail half way."""
    if not os.access(ROOT, os.W_OK):
        give_up(f"the folder {ROOT} is read-only: copy the project to one you may write to.")
    free = shutil.disk_usage(ROOT).free // 1_000_000
    if free < DISK_NEEDED:
        give_up(f"only {free} MB are left on the disk of {ROOT}: {DISK_NEEDED} MB are needed.")


def as_root(command: "list[str]") -> str:
    """Return ``command`` as a person would type it here."""
    return " ".join(command if os.geteuid() == 0 else ["sudo", *command])


def find_uv() -> str:
    """Return the path of uv: the one on PATH, else one installed under .tools."""
    found = shutil.which("uv")
    if found and quiet(found, "--version"):
        return found
    own = TOOLS / "bin" / "uv"
    if not (own.exists() and quiet(own, "--version")):
        install_uv()
    return str(own)


def quiet(*words: "str | Path") -> bool:
    """Run a program without a word; tell whether it went well."""
    command = [str(word) for word in words]
    try:
        done = subprocess.run(command, capture_output=True, check=False, cwd=ROOT)
    except OSError:
        return False
    return done.returncode == 0


def install_uv() -> None:
    """Make the environment .tools with uv in it."""
    say("Installing uv (the package installer) in .tools, once.")
    shutil.rmtree(TOOLS, ignore_errors=True)
    if not quiet(sys.executable, "-c", "import ensurepip, venv"):
        minor = ".".join(str(part) for part in sys.version_info[:2])
        line = as_root([*APT[:3], f"python{minor}-venv"])
        give_up(f"python3-venv is missing: type `{line}`, then start again.")
    if call(sys.executable, "-m", "venv", TOOLS) != 0:
        give_up("the environment .tools could not be made (its words are above).")
    if call(TOOLS / "bin" / "python", "-m", "pip", "install", "--quiet", "uv>=0.8") != 0:
        give_up("uv could not be installed: is there a connection to pypi.org?")


def wanted(*, dev: bool) -> str:
    """Return what the environment should have been made from."""
    seen = hashlib.sha256()
    for path in (ROOT / "uv.lock", ROOT / "pyproject.toml"):
        seen.update(path.read_bytes())
    return f"{seen.hexdigest()} {os.path.realpath(PYTHON)} {'dev' if dev else 'run'}"


def install(*, dev: bool) -> None:
    """Bring .venv to uv.lock; nothing to do in a few milliseconds when it is."""
    done = STAMP.read_text() if STAMP.exists() and PYTHON.exists() else ""
    if done in {wanted(dev=dev), wanted(dev=True)}:
        return
    check_place()
    say(f"Installing what {'tests need' if dev else 'the product needs'} in .venv.")
    command = [find_uv(), "sync", "--frozen"]
    command += [] if dev else ["--no-dev", "--inexact"]
    command += [] if sys.stderr.isatty() else ["--quiet"]
    if not PYTHON.exists() and sys.version_info[:2] <= NEWEST:
        command += ["--python", sys.executable]
    own = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    if call(*command, env=own | {"UV_PROJECT_ENVIRONMENT": str(VENV)}) != 0:
        if shutil.disk_usage(ROOT).free // 1_000_000 < DISK_FULL:
            give_up(f"no space is left on the disk of {ROOT}.")
        give_up("the packages could not be installed (uv's words are above).")
    STAMP.write_text(wanted(dev=dev))


def compile_catalogues() -> None:
    """Compile each catalogue that is newer than its compiled form."""
    for source in (ROOT / "translations").glob("*/LC_MESSAGES/*.po"):
        made = source.with_suffix(".mo")
        if not made.exists() or made.stat().st_mtime < source.stat().st_mtime:
            locale = source.parent.parent.name
            words: list[str | Path] = ["compile", "-f", "-i", source, "-o", made, "-l", locale]
            if not quiet(PYTHON, "-m", "babel.messages.frontend", *words):
                give_up(f"the catalogue {source.relative_to(ROOT)} could not be compiled.")


# --- a browser ----------------------------------------------------------------------------------

ON_PATH = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def browser() -> str:
    """Return a Chromium: asked for, playwright's, the system's, or installed now."""
    chosen = os.environ.get("LMS_CHROMIUM")
    if chosen:
        if not os.access(chosen, os.X_OK):
            give_up(f"LMS_CHROMIUM names {chosen}, which cannot be executed.")
        return chosen
    found = find_browser()
    if found:
        return found
    say("No Chromium found: asking playwright for one.")
    call(PYTHON, "-m", "playwright", "install", "--only-shell", "chromium", timeout=300)
    found = find_browser() or apt_browser()
    if not found:
        line = as_root([*APT[:3], "chromium"])
        give_up(f"the tests need Chromium: type `{line}`, or set LMS_CHROMIUM to its path.")
    return str(found)


def find_browser() -> "str | None":
    """Return playwright's own Chromium or the one on PATH."""
    places = [os.environ.get("PLAYWRIGHT_BROWSERS_PATH", "")]
    places += ["~/.cache/ms-playwright", "~/Library/Caches/ms-playwright"]
    patterns = ("chromium-*/chrome-*/chrome", "chromium_headless_shell-*/*/*headless?shell")
    for place in places:
        for pattern in patterns if place else ():
            for found in sorted(Path(place).expanduser().glob(pattern), reverse=True):
                if os.access(found, os.X_OK):
                    return str(found)
    return next((path for path in map(shutil.which, ON_PATH) if path), None)


def apt_browser() -> "str | None":
    """Install Debian's Chromium when we are root there."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    say(f"Installing Chromium for the tests: {' '.join(APT)} chromium")
    calm = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    call("apt-get", "update", "-qq", env=calm)
    call(*APT, "-qq", "chromium", env=calm)
    return find_browser()


# --- commands -----------------------------------------------------------------------------------


def product_env() -> "dict[str, str]":
    """Return the environment in which ``lms`` is found from any folder."""
    return dict(os.environ, PYTHONPATH=str(ROOT), PYTHONUNBUFFERED="1")


def run(args: "list[str]") -> None:
    """Start everything."""
    install(dev=False)
    compile_catalogues()
    os.chdir(ROOT)
    become(PYTHON, "-m", "lms.cli", "run", *args, env=product_env())


def lms(args: "list[str]") -> None:
    """Pass through to the product's command line, relative paths kept."""
    install(dev=False)
    compile_catalogues()
    become(PYTHON, "-m", "lms.cli", *args, env={"LMS_DEVELOPMENT": "1", **product_env()})


def test(args: "list[str]") -> None:
    """Turn into pytest: its summary is the last line."""
    install(dev=True)
    compile_catalogues()
    env = dict(product_env(), LMS_CHROMIUM=browser())
    os.chdir(ROOT)
    become(PYTHON, "-m", "pytest", "-n", "2", "--dist", "loadgroup", *args, env=env)


LINT = {
    "format": ["ruff", "format", "--check", "."],
    "ruff": ["ruff", "check", "."],
}
CONTRACTS = ["-c", "from importlinter.cli import lint_imports_command as run; run()"]
TEMPLATES = {
    "templates": ["tests.house.template_lint"],
    "djlint": ["djlint", "--lint", "--quiet", "templates"],
}


def module(words: "list[str]") -> "list[str | Path]":
    """Return the command that runs a module of the environment."""
    return [PYTHON, *([] if words[0] == "-c" else ["-m"]), *words]


def catalogues_current() -> int:
    """Tell by an exit status whether the catalogues hold the messages of the code."""
    with tempfile.TemporaryDirectory() as folder:
        pot = Path(folder) / "messages.pot"
        if extract(pot) == 0 and quiet(*update(pot, "--check")):
            return 0
    say("The catalogues lack messages of the code: python3 dev.py i18n brings them in.")
    return 1


def extract(pot: Path) -> int:
    """Write the messages of code and templates to ``pot``."""
    words = ["-q", "extract", "-F", "pyproject.toml", "-k", "_l", "--no-location", "--sort-output"]
    words += ["--project", "comptoir", "--version", "1", "-o", str(pot), "."]
    return call(*module(["babel.messages.frontend", *words]))


def update(pot: Path, *more: str) -> "list[str | Path]":
    """Return the command that brings the catalogues to ``pot``."""
    words = ["-q", "update", "-i", str(pot), "-d", "translations", "--no-fuzzy-matching"]
    words += ["--ignore-obsolete", "--no-wrap", "--ignore-pot-creation-date", *more]
    return module(["babel.messages.frontend", *words])


def i18n(_args: "list[str]") -> None:
    """Extract, update, compile."""
    install(dev=True)
    with tempfile.TemporaryDirectory() as folder:
        pot = Path(folder) / "messages.pot"
        if extract(pot) or call(*update(pot)):
            give_up("the catalogues could not be updated (words above).")
    compile_catalogues()


def fmt(_args: "list[str]") -> None:
    """Format the code and fix what can be fixed without thought."""
    install(dev=True)
    first = call(*module(["ruff", "check", "--fix", "--exit-zero", "."]))
    sys.exit(first or call(*module(["ruff", "format", "."])))


def lint(_args: "list[str]") -> None:
    """Everything that reads code without running it, types apart."""
    install(dev=True)
    steps = {**LINT, "contracts": CONTRACTS, **TEMPLATES}
    sys.exit(max(call(*module(words)) for words in steps.values()))


def types(args: "list[str]") -> None:
    """Check types, strictly."""
    install(dev=True)
    become(*module(["mypy", *args]))


def drill(name: str, args: "list[str]") -> None:
    """Run a module of ``tests/drills``."""
    install(dev=True)
    compile_catalogues()
    os.chdir(ROOT)
    become(*module([f"tests.drills.{name}", *args]), env=product_env())


def lexicons(_args: "list[str]") -> None:
    """Compile the guard's words; Faker comes for this run only."""
    words = ["run", "--no-project", "--with", "faker==40.54.0", "python"]
    sys.exit(call(find_uv(), *words, ROOT / "tests" / "drills" / "lexicons.py"))


def check(args: "list[str]") -> None:
    """Run every gate, then the tests; the last line is the tests' summary."""
    install(dev=True)
    full = "--full" in args
    kind = ["-o", "faulthandler_timeout=3700"] if full else ["-m", "not slow"]
    words = [word for word in args if word != "--full"] + kind
    os.environ["LMS_CHECK_FULL"] = "1" if full else ""
    failed = [name for name, command in gates().items() if timed(name, command)]
    failed += ["catalogues"] if timed("catalogues", None) else []
    say(f"Gates: {'FAILED: ' + ', '.join(failed) if failed else 'all passed'}.")
    if not failed:
        test(words)
    sys.exit(call(sys.executable, ROOT / "dev.py", "test", *words) or 1)


def gates() -> "dict[str, list[str | Path]]":
    """Return the gates that are one program each."""
    steps = {**LINT, "types": ["mypy"], "contracts": CONTRACTS, **TEMPLATES}
    named = {name: module(words) for name, words in steps.items()}
    return {"lock": [find_uv(), "lock", "--check", "--quiet"], **named}


def timed(name: str, command: "list[str | Path] | None") -> int:
    """Run one gate and print how long it took."""
    start = time.monotonic()
    status = catalogues_current() if command is None else call(*command)
    verdict = "ok" if status == 0 else "FAILED"
    say(f"{name:<12}{verdict:<8}{time.monotonic() - start:6.1f} s")
    return status


COMMANDS = {
    "run": run,
    "test": test,
    "check": check,
    "fmt": fmt,
    "lint": lint,
    "types": types,
    "i18n": i18n,
    "bench": lambda args: drill("bench", args),
    "reidentify": lambda args: drill("reidentify", args),
    "lexicons": lexicons,
    "lms": lms,
}


def main() -> None:
    """Do what the first word says."""
    check_python()
    name = sys.argv[1] if len(sys.argv) > 1 else "help"
    if name not in COMMANDS:
        print(HELP)
        sys.exit(0 if name in {"help", "--help", "-h"} else 2)
    os.environ.pop("VIRTUAL_ENV", None)
    try:
        COMMANDS[name](sys.argv[2:])
    except OSError as error:
        give_up(f"{error.strerror}: {error.filename or ROOT}")


if __name__ == "__main__":
    main()
