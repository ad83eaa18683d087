"""Credentials: the one of a store's award to keep, and the documents anybody verifies it with."""

import json
from collections.abc import Callable
from uuid import UUID

from flask import Response, current_app

from lms.core import clock, i18n
from lms.core.access import Permission, current_viewer, public, requires
from lms.core.errors import NotFound, Refused
from lms.core.i18n import _
from lms.labels.exports import credential as badges
from lms.labels.exports.credential import JWT_TYPE, TTL, Place
from lms.labels.notices import level_name
from lms.labels.queries.plaques import status_list
from lms.labels.queries.proofs import issuer_name, proof_of
from lms.labels.queries.store import in_locale, plaque_in_reach
from lms.labels.rules.statuses import PURPOSES
from lms.labels.views import bp

JSON = "application/json"


def place() -> Place:
    """Return where this installation's documents are."""
    return Place(current_app.extensions["settings"].base_url)


@bp.get("/labels/stores/<uuid:unit_id>/credential.jwt")
@requires(Permission.LABELS_SHOW, Permission.LABELS_NETWORK)
def credential(unit_id: UUID) -> Response:
    """Give the credential of the award a store holds, for whoever keeps or verifies badges."""
    plaque = plaque_in_reach(current_viewer(), unit_id)
    if plaque.status == "none":
        raise NotFound
    if plaque.status != "active":
        raise Refused(_("This label is not active: there is no credential of it."))
    proof = proof_of(plaque.public_code)
    made = badges.credential(
        proof,
        place(),
        issuer=issuer_name(),
        program=in_locale(proof.program, i18n.locale(), tuple(proof.program)),
        level=level_name(proof.level),
    )
    answer = Response(badges.signed(made, place()), content_type=JWT_TYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="label-{proof.year}.jwt"'
    return answer


@bp.get("/awards/proof/<document>")
@public
def proof(document: str) -> Response:
    """Give one of the documents that verify credentials: issuer, keys, lists of statuses."""
    if document in PURPOSES:
        made = badges.status_credential(status_list(), document, place(), clock.now())
        return _kept(badges.signed(made, place()), JWT_TYPE)
    known = _DOCUMENTS.get(document)
    if known is None:
        raise NotFound
    make, kind = known
    return _kept(json.dumps(make(), ensure_ascii=False), kind)


_DOCUMENTS: dict[str, tuple[Callable[[], dict[str, object]], str]] = {
    "issuer": (lambda: badges.issuer_profile(place(), issuer_name()), JSON),
    "key": (badges.public_key, "application/jwk+json"),
    "keys": (badges.key_set, "application/jwk-set+json"),
    "did.json": (lambda: badges.did_document(place()), "application/did+json"),
}


def _kept(words: str, kind: str) -> Response:
    """Answer what anybody may keep for a few minutes."""
    answer = Response(words, content_type=kind)
    answer.headers["Cache-Control"] = f"public, max-age={TTL}"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer
