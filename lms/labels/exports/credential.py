"""Open Badges 3.0: an award as a signed credential, the lists that say what it is worth today.

Credentials are VC-JWT signed with Ed25519. The key follows from the installation's secret: nothing
is kept, and every process has the same. The issuer is known by an address and as a ``did:web``.
"""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final
from urllib.parse import quote, urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jwt
from joserfc.jwa import JWSAlgModel
from joserfc.jwk import OKPKey
from joserfc.jws import JWSRegistry

from lms.accounts.services.keys import derive
from lms.core import ids
from lms.core.i18n import _
from lms.labels.queries.proofs import Proof
from lms.labels.rules.statuses import PURPOSES, Bit, bits_of, encoded, index_of

VC: Final = "https://www.w3.org/ns/credentials/v2"
BADGES: Final = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
DID: Final = ("https://www.w3.org/ns/did/v1", "https://w3id.org/security/suites/jws-2020/v1")
ALGORITHM: Final = "EdDSA"
JWT_TYPE: Final = "application/vc+jwt"
TTL: Final = 300
"""Seconds a list of statuses may be kept."""

Plain = dict[str, Any]


class Known(JWSRegistry):
    """Ed25519 under the name that badge wallets know; RFC 9864 prefers another."""

    def get_alg(self, name: str) -> JWSAlgModel:
        """Return the one algorithm used here; raises KeyError for any other."""
        return {ALGORITHM: self.algorithms[ALGORITHM]}[name]


@lru_cache(maxsize=4)
def _key(seed: bytes) -> OKPKey:
    return OKPKey.import_key(Ed25519PrivateKey.from_private_bytes(seed))


def signing_key() -> OKPKey:
    """Return the installation's key."""
    return _key(derive("labels.credentials", "ed25519"))


def public_key() -> Plain:
    """Return the public half, as a JWK named by its thumbprint."""
    key = signing_key()
    found: Plain = dict(key.as_dict(private=False))
    return {**found, "kid": key.thumbprint(), "use": "sig", "alg": ALGORITHM}


class Place:
    """Where the documents of the issuer are: ``base`` is the site's address, without a slash."""

    def __init__(self, base: str) -> None:
        """Keep the address."""
        self.base = base.rstrip("/")

    def document(self, name: str) -> str:
        """Return the address of one of the issuer's documents."""
        return f"{self.base}/awards/proof/{name}"

    def award(self, code: str) -> str:
        """Return the address of an award's page."""
        return f"{self.base}/awards/{code}"

    @property
    def issuer(self) -> str:
        """Return the issuer's identifier."""
        return self.document("issuer")

    @property
    def did(self) -> str:
        """Return the issuer as a ``did:web``, resolved beside its other documents."""
        return f"did:web:{quote(urlsplit(self.base).netloc, safe='')}:awards:proof"


def key_set() -> Plain:
    """Return the keys that verify credentials."""
    return {"keys": [public_key()]}


def issuer_profile(place: Place, name: str) -> Plain:
    """Return who gives awards, as Open Badges write it."""
    return {
        "@context": [VC, BADGES],
        "id": place.issuer,
        "type": ["Profile"],
        "name": name,
        "url": place.base,
    }


def did_document(place: Place) -> Plain:
    """Return the issuer's DID document."""
    key = public_key()
    method = f"{place.did}#{key['kid']}"
    return {
        "@context": list(DID),
        "id": place.did,
        "alsoKnownAs": [place.issuer],
        "verificationMethod": [
            {"id": method, "type": "JsonWebKey2020", "controller": place.did, "publicKeyJwk": key}
        ],
        "assertionMethod": [method],
    }


def credential(proof: Proof, place: Place, *, issuer: str, program: str, level: str) -> Plain:
    """Return the credential of an award, before it is signed; it names the unit and nobody."""
    return {
        "@context": [VC, BADGES],
        "id": place.award(proof.code),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": f"{program} {proof.year}, {level}",
        "issuer": {"id": place.issuer, "type": ["Profile"], "name": issuer, "url": place.base},
        "validFrom": _instant(proof.valid_from),
        "validUntil": _instant(proof.valid_until),
        "credentialSubject": _subject(proof, place, program, level),
        "credentialStatus": [_status(proof, place, purpose) for purpose in PURPOSES],
    }


def _subject(proof: Proof, place: Place, program: str, level: str) -> Plain:
    grid = f"{proof.grid_year}.{proof.grid_minor}" if proof.grid_minor else str(proof.grid_year)
    narrative = _(
        "Earned on the grid of %(year)s, whose seal is %(hash)s.", year=grid, hash=proof.grid_hash
    )
    return {
        "id": f"{place.award(proof.code)}#unit",
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityHash": proof.unit,
                "identityType": "name",
            }
        ],
        "achievement": {
            "id": ids.derived(ids.COMPTOIR, f"{proof.grid_hash}/{proof.level}").urn,
            "type": ["Achievement"],
            "achievementType": "Certification",
            "name": f"{program}, {level}",
            "description": _("A level of service, audited, put back in play every year."),
            "criteria": {"narrative": narrative},
            "version": grid,
        },
    }


def _status(proof: Proof, place: Place, purpose: str) -> Plain:
    address, index = place.document(purpose), index_of(proof.place, proof.rev)
    return {
        "id": f"{address}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": str(index),
        "statusListCredential": address,
    }


def status_credential(awards: list[Bit], purpose: str, place: Place, now: datetime) -> Plain:
    """Return the list of statuses for ``purpose``, before it is signed."""
    address = place.document(purpose)
    return {
        "@context": [VC],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": place.issuer,
        "validFrom": _instant(now),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": encoded(bits_of(awards, purpose)),
            "ttl": TTL * 1000,
        },
    }


def signed(document: Plain, place: Place) -> str:
    """Return a credential as a compact JWT, with the claims that repeat what it says."""
    claims = {**document, "iss": place.issuer, "jti": document["id"]}
    claims["nbf"] = _seconds(document["validFrom"])
    if "validUntil" in document:
        claims["exp"] = _seconds(document["validUntil"])
        claims["sub"] = document["credentialSubject"]["id"]
    header = {"alg": ALGORITHM, "typ": "JWT", "kid": place.document("key")}
    return jwt.encode(header, claims, signing_key(), registry=Known())


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _seconds(instant: str) -> int:
    return int(datetime.fromisoformat(instant).timestamp())
