"""What a secret, a tablet code and a slip's code look like."""

import unicodedata
from enum import StrEnum
from itertools import pairwise

from lms.accounts.rules.names import fold

SHORTEST, LONGEST_SECRET = 10, 128
CODE_LENGTHS = range(4, 7)
SLIP_ALPHABET = "ABCDEFGHJKMNPQRTUVWXYZ2346789"
SLIP_LENGTH = 8
LONGEST_TYPED = 16
"""A code with the spaces and hyphens somebody may add; the token of a link is much longer."""
TWINS = str.maketrans({"0": "Q", "O": "Q", "1": "J", "I": "J", "L": "J", "5": "6", "S": "8"})
COMMON = frozenset(
    [
        "motdepasse",
        "monmotdepasse",
        "password",
        "azertyuiop",
        "azertyui",
        "azerty",
        "qwertyuiop",
        "qwertyui",
        "qwerty",
        "bonjour",
        "bienvenue",
        "soleil",
        "doudou",
        "loulou",
        "chouchou",
        "marseille",
        "football",
        "iloveyou",
        "jetaime",
        "princesse",
        "welcome",
        "administrateur",
        "administrator",
        "letmein",
        "comptoir",
        "magasin",
        "changeme",
        "chocolat",
        "nicolas",
    ]
)
"""Well-known words; digits around them do not make them better."""
PERSONAL_FROM = 3
OWN_PART = 6
FEW_LETTERS = 2


class Flaw(StrEnum):
    """Why a secret or a code is refused."""

    SHORT = "short"
    LONG = "long"
    COMMON = "common"
    PERSONAL = "personal"
    SHAPE = "shape"
    EASY = "easy"


def clean_secret(text: str) -> str:
    """Return a secret as it is hashed: the same keys on two keyboards give the same bytes."""
    return unicodedata.normalize("NFKC", text)


def secret_flaw(secret: str, *, personal: tuple[str, ...] = ()) -> Flaw | None:
    """Return what is wrong with a new secret, or nothing.

    Length is the only demand (10 to 128 characters); well-known words, one repeated or running
    character and the person's own names or number are refused. No rule of composition.
    """
    if len(secret) < SHORTEST:
        return Flaw.SHORT
    if len(secret) > LONGEST_SECRET:
        return Flaw.LONG
    plain = fold(secret).replace(" ", "")
    if plain.strip("0123456789") in COMMON or plain in COMMON or _runs(plain or secret):
        return Flaw.COMMON
    if any(
        len(fold(own)) >= PERSONAL_FROM and _mostly(fold(own).replace(" ", ""), plain)
        for own in personal
    ):
        return Flaw.PERSONAL
    return None


def _mostly(own: str, plain: str) -> bool:
    return own in plain and len(plain) - len(own) < OWN_PART


RUNS = ({0}, {1, -9}, {-1, 9})
"""Steps from each character to the next in aaaa, 7890123, 3210987."""


def _runs(text: str) -> bool:
    """Tell whether ``text`` is two characters repeated, or characters in a row."""
    return len(set(text)) <= FEW_LETTERS or _in_a_row(text)


def _in_a_row(text: str) -> bool:
    steps = {ord(b) - ord(a) for a, b in pairwise(text)}
    return any(steps <= run for run in RUNS)


def code_flaw(code: str) -> Flaw | None:
    """Return what is wrong with a tablet code: 4 to 6 digits, not all alike nor in a row."""
    if not (code.isascii() and code.isdigit() and len(code) in CODE_LENGTHS):
        return Flaw.SHAPE
    return Flaw.EASY if _in_a_row(code) else None


def clean_slip_code(text: str) -> str:
    """Return a slip's code as printed: upper case, no space, look-alike characters put right."""
    bare = "".join(c for c in text.upper() if c.isalnum())
    return bare.translate(TWINS)


def spell_slip_code(code: str) -> str:
    """Return the code in two groups of four, as it is read aloud."""
    return f"{code[:4]} {code[4:]}"


def slip_code_from(digest: bytes) -> str:
    """Return the eight characters that ``digest`` (at least 16 bytes) stands for."""
    number = int.from_bytes(digest[:16], "big")
    letters = []
    for _ in range(SLIP_LENGTH):
        number, place = divmod(number, len(SLIP_ALPHABET))
        letters.append(SLIP_ALPHABET[place])
    return "".join(letters)
