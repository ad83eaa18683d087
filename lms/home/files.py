"""Files as they are served: by identifier, after the rights, never run by the browser.

Pictures, sounds, films, captions and PDF show in place; anything else is handed over. The bytes of
an identifier never change, so lesson content is kept by the browser for ever (and by nobody else:
``private``); personal files are never kept.
"""

from typing import BinaryIO
from uuid import UUID

from flask import Blueprint, Response, request
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.utils import send_file

from lms.core import files
from lms.core.access import Permission, current_viewer, requires
from lms.core.files import StoredFile
from lms.core.files.kinds import INLINE

bp = Blueprint("files", __name__)

KEPT = "private, max-age=31536000, immutable"
NEVER_KEPT = "private, no-store"
SANDBOX = "default-src 'none'; img-src 'self'; media-src 'self'; frame-ancestors 'self'; sandbox"


@bp.get("/files/<uuid:file_id>/<name>")
@requires(Permission.FILES_READ)
def serve(file_id: UUID, name: str) -> Response:
    """Send a file the viewer may read, or the part of it that ``Range`` asks for."""
    found = files.readable(current_viewer(), file_id)
    opened = files.open_file(found.id)
    try:
        response = _sent(found, opened)
        response.make_conditional(request.environ, accept_ranges=True, complete_length=found.size)
    except RequestedRangeNotSatisfiable:
        opened.close()
        return Response("", 416, headers={"Content-Range": f"bytes */{found.size}"})
    response.call_on_close(opened.close)
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = KEPT if found.shared else NEVER_KEPT
    return response


def _sent(found: StoredFile, opened: BinaryIO) -> Response:
    response: Response = send_file(  # type: ignore[assignment]
        opened,
        request.environ,
        mimetype=found.media_type,
        as_attachment=not _shows(found.media_type),
        download_name=found.name,
        conditional=False,
        etag=found.sha256,
        last_modified=found.created_at,
        response_class=Response,
    )
    response.content_length = found.size
    return response


def _shows(media_type: str) -> bool:
    return media_type in INLINE or media_type.startswith(("audio/", "video/"))
