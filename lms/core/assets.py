"""Static files: hashed addresses kept for ever, compressed once, served by WhiteNoise."""

import hashlib
import re
import shutil
from functools import cache
from pathlib import Path

from flask import Flask
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

FOLDER = Path(__file__).resolve().parent.parent / "static"
PREFIX = "static"


@cache
def digest(name: str) -> str:
    """Return 10 characters which change with the bytes of a static file; raises OSError."""
    return hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:10]


@cache
def static_url(name: str) -> str:
    """Return the address of a static file; its hash is a folder, so relative links still work.

    Everything shares one folder hash: a module that imports another finds it beside itself.
    """
    if not (FOLDER / name).is_file():
        message = f"static file {name!r} does not exist"
        raise FileNotFoundError(message)
    return f"/{PREFIX}/{release()}/{name}"


@cache
def release() -> str:
    """Return 10 characters which change when any static file does."""
    seen = hashlib.sha256()
    for path in sorted(p for p in FOLDER.rglob("*") if p.is_file()):
        seen.update(str(path.relative_to(FOLDER)).encode())
        seen.update(path.read_bytes())
    return seen.hexdigest()[:10]


def shrink(css: str) -> str:
    """Return a stylesheet without its comments and line breaks; strings of ours hold neither."""
    return re.sub(r"\s*\n\s*", "", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL))


def serve_static(app: Flask, cache_dir: Path) -> None:
    """Put compressed copies of the static files under ``cache_dir`` and serve them."""
    target = cache_dir / release()
    if not (target / ".ready").exists():
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(FOLDER, target, dirs_exist_ok=True)
        for sheet in target.rglob("*.css"):
            sheet.write_text(shrink(sheet.read_text(encoding="utf-8")), encoding="utf-8")
        compressor = Compressor(use_gzip=True, use_brotli=True, quiet=True)
        for path in [p for p in target.rglob("*") if p.is_file()]:
            if compressor.should_compress(path.name):
                list(compressor.compress(str(path)))
        (target / ".ready").touch()
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(target),
        prefix=f"{PREFIX}/{release()}",
        immutable_file_test=lambda _path, _url: True,
        allow_all_origins=False,
    )
