"""Roles that only one person holds, or that say who it is: chiefs, newcomers, gender, rank."""

import re
from collections.abc import Iterator

from lms.quotes.rules.guard.findings import Hit, Kind
from lms.quotes.rules.guard.lexicon import lexicon
from lms.quotes.rules.guard.reading import Reading
from lms.quotes.rules.guard.rosters import Roster
from lms.quotes.rules.guard.vocabulary.grammar import (
    BOTH,
    NEUTER,
    NOT_STAFF,
    OF_THINGS,
    SHARED_WITH_THINGS,
    THE,
    USUAL_HIM,
)
from lms.quotes.rules.guard.vocabulary.people import (
    CHIEF_HEADS,
    CHIEF_OF,
    CHIEFS,
    NEWCOMERS,
    PERSONS,
    PRESENT,
    SPECIAL,
    STAFF,
    STAFF_HER,
    STAFF_HIM,
)
from lms.quotes.rules.guard.vocabulary.words import FUNCTION

EITHER = BOTH | (STAFF_HER & STAFF_HIM)
OURS = frozenset(["notre", "mon", "ma"])
THEIRS = frozenset(["son", "sa", "leur", "ton", "ta", "votre"])
HERS = frozenset(["la", "une", "cette", "ma", "une"])
NEW = frozenset(["nouveau", "nouvelle", "nouvel"])
ASKED = frozenset(
    ("attend", "attendait", "appelle", "demande", "reclame", "remercie", "ecoute", "interroge")
) | {"avec", "par", "selon", "chez"}
END = frozenset([".", ",", ";", ":", "!", "?"])


def roles(reading: Reading, _roster: Roster) -> Iterator[Hit]:
    """Yield chiefs, newcomers, trades of one person, feminine forms."""
    for i, word in enumerate(reading.words):
        kind = _role(reading, i, word)
        if kind is not None:
            yield Hit(_start(reading, i), reading.ends[_role_end(reading, i, kind)], kind)


def _start(reading: Reading, i: int) -> int:
    """Return where a role begins: at its article and what stands between."""
    first = i
    for step in (1, 2):
        word = reading.word(i - step)
        if not reading.tied(i - step + 1):
            break
        if word in THE | OURS | THEIRS | HERS or word in {"un", "une", "l", "d", "notre"}:
            first = i - step
            break
        if word not in {
            "jeune",
            "petite",
            "petit",
            "nouvelle",
            "nouveau",
            "jolie",
            "ancienne",
            "ancien",
            "seule",
            "seul",
            "unique",
            "autre",
            "premiere",
            "premier",
            "future",
            "futur",
        }:
            break
    return reading.starts[first]


def _determiner(reading: Reading, i: int) -> str:
    """Return the article of word ``i``, an adjective between or not."""
    for word in reading.before(i, 2):
        if word in THE | OURS | THEIRS | HERS | {
            "un",
            "nos",
            "les",
            "des",
            "aux",
            "vos",
            "d",
            "de",
            "chaque",
            "aucun",
        }:
            return word
    return ""


def _role(reading: Reading, i: int, word: str) -> Kind | None:
    """Return what kind of role word ``i`` betrays here, or None."""
    if word in NEW:
        return Kind.NEWCOMER if _new_person(reading, i) else None
    if word in NEWCOMERS:
        return Kind.NEWCOMER if _newcomer(reading, i) else None
    if word in CHIEFS:
        return Kind.CHIEF if _chief(reading, i) else None
    if word in CHIEF_HEADS:
        return Kind.CHIEF if _chief_of(reading, i) else None
    if (word in STAFF or word[:-1] in STAFF_HER) and word not in NOT_STAFF:
        return _trade(reading, i, word)
    return None


def _chief(reading: Reading, i: int) -> bool:
    """Tell whether one director, one deputy is meant."""
    determiner = _determiner(reading, i)
    if reading.word(i)[:6] == "patron" and reading.word(i + 1) in {"de", "du"}:
        return reading.told(i) and determiner in THE
    if determiner in {
        "les",
        "des",
        "aux",
        "nos",
        "vos",
        "chaque",
        "aucun",
        "",
    } and not reading.told(i):
        return reading.word(i - 1) in {"madame", "monsieur", "mme"}
    if determiner in {"votre", "un", "ton", "proprietaire"}:
        return reading.told(i) and reading.word(i) != "proprietaire"
    if reading.word(i) in {"proprietaire", "titulaire", "franchise"}:
        return determiner in OURS or (reading.told(i) and determiner in THE)
    return determiner not in {"les", "des", "aux", "nos", "vos", "d", "de", ""}


def _chief_of(reading: Reading, i: int) -> bool:
    """Tell whether one head of something, or "my manager", is meant."""
    word, determiner = reading.word(i), _determiner(reading, i)
    after = [w for w in reading.after(i, 3) if w not in {"de", "du", "la", "l", "d", "des", "le"}]
    of_something = bool(after) and after[0] in CHIEF_OF and reading.tied(i + 1)
    if word in {"sous", "second", "seconde"}:
        return word == "sous" and reading.word(i + 1) in {
            "chef",
            "cheffe",
            "directeur",
            "directrice",
        }
    if determiner in {"les", "des", "aux", "nos", "vos", "chaque", "aucun", "", "d", "de"}:
        return False
    if of_something and (determiner in THE | OURS | HERS or reading.told(i)):
        return determiner not in {"votre", "un"} or reading.told(i)
    if determiner in OURS or word in {"cheffe", "manageuse"}:
        return not (reading.quoted[i] and not reading.told(i))
    if reading.word(i - 1) in {"la", "cette"} and word != "sous":
        return not (reading.quoted[i] and not reading.told(i))
    return (
        reading.told(i)
        and determiner in THE | THEIRS | HERS
        and not (word == "responsable" and reading.word(i - 1) in {"est", "etait"})
    )


def _newcomer(reading: Reading, i: int) -> bool:
    """Tell whether one trainee, one temporary worker is meant."""
    word, determiner = reading.word(i), _determiner(reading, i)
    if word in {"extra", "recrue"} and determiner not in OURS and not reading.told(i):
        return False
    if word == "extra":
        return determiner in OURS | {"l", "une", "un"}
    if word in {"etudiant", "etudiante", "remplacante", "remplacant"} and not reading.told(i):
        return determiner in OURS | {"la", "le"}
    if determiner in THE | OURS | THEIRS | {"une"}:
        return determiner != "votre" or reading.told(i)
    return reading.told(i) and determiner == "un"


def _new_person(reading: Reading, i: int) -> bool:
    """Tell whether "le nouveau" is somebody, not a new product."""
    before = reading.before(i)[:1]
    if before and before[0] in {"petite", "petit", "toute", "tout", "jeune"}:
        before = reading.before(i, 2)[1:]
        things = reading.word(i + 1) in STAFF | NEWCOMERS or not lexicon().is_word(
            reading.word(i + 1)
        )
        if (
            before
            and before[0] in {"la", "le", "notre"}
            and (things or not reading.tied(i + 1) or reading.word(i + 1) in FUNCTION | PRESENT)
        ):
            return True
    if not before or before[0] not in THE | OURS | THEIRS | {"un", "une"}:
        return False
    after = reading.word(i + 1)
    if after in {"venu", "venue"} and reading.word(i + 2) == "dans":
        return False
    if after in STAFF | NEWCOMERS or after in {
        "arrivant",
        "arrivante",
        "venu",
        "venue",
        "embauche",
        "salarie",
    }:
        return True
    if before[0] in {"un", "une", "cet"} or before[0] in THEIRS:
        return False
    if not reading.tied(i + 1) or reading.sentence[i + 1] != reading.sentence[i]:
        return reading.told(i) or before[0] in OURS or reading.word(i - 2) not in {"a", "comme"}
    if after in {"de", "du", "en", "au", "a"}:
        return reading.told(i) or reading.word(i + 3) in {"equipe", "caisse"} or after == "du"
    if after == "est" and reading.word(i + 2) in {
        "plus",
        "moins",
        "toujours",
        "aussi",
        "deja",
        "rarement",
    }:
        return reading.told(i)
    pronoun = {"n", "s", "ne", "se", "est", "avait", "etait", "qui", "m", "lui"}
    return (
        after in pronoun
        or (after in PRESENT & FUNCTION and after not in {"y", "en"})
        or after.endswith("ait")
    )


def _trade(reading: Reading, i: int, word: str) -> Kind | None:
    """Return whether a trade is of one person, or says a woman, or nothing."""
    determiner = _determiner(reading, i)
    told = reading.told(i)
    if reading.word(i - 1) in {"seul", "seule", "unique"} and determiner in THE | OURS | THEIRS:
        return Kind.SOLE_ROLE
    if (reading.quoted[i] and not told) or _both_said(reading, i):
        return None
    if determiner in OURS:
        return Kind.GENDERED_ROLE if _her(word, determiner) else Kind.SOLE_ROLE
    if determiner in {"les", "des", "aux", "nos", "vos"}:
        return Kind.GENDERED_ROLE if told and word[:-1] in STAFF_HER - EITHER else None
    if determiner in {"chaque", "aucun", "votre", "ton", "d", "de", ""}:
        return Kind.GENDERED_ROLE if not determiner and word in STAFF_HER - EITHER else None
    if word in SHARED_WITH_THINGS and not (told or _acts(reading, i)):
        return None
    if _her(word, determiner):
        weak = determiner in {"une", "d"} and (reading.advised(i) or word in EITHER)
        return None if weak and not told else Kind.GENDERED_ROLE
    acts = told or (reading.word(i + 1) in PRESENT and not reading.advised(i))
    if word in SPECIAL and determiner in THE | THEIRS:
        return Kind.SOLE_ROLE if acts else None
    if word in STAFF_HIM - USUAL_HIM and determiner in {"le", "du", "au", "ce", "cet"} and acts:
        return Kind.GENDERED_ROLE
    return None


def _acts(reading: Reading, i: int) -> bool:
    """Tell whether a word that is also a thing does here what only people do."""
    if reading.word(i - 2) in ASKED:
        return True
    after = reading.word(i + 1)
    written = reading.folded.text[reading.folded.origin(reading.starts[i + 1])] if after else ""
    if written in {"à", "À"}:
        return False
    if after == "de" and reading.words[i] in {"chargee", "secretaire"}:
        return True
    if after in {"se", "ne", "s", "n", "me", "nous", "lui"}:
        after = reading.word(i + 2)
    return after in PRESENT - OF_THINGS or after == "beaute"


def _both_said(reading: Reading, i: int) -> bool:
    """Tell whether the other gender is said too: "la vendeuse ou le vendeur"."""
    word = reading.words[i]
    near = (*reading.before(i, 4), *reading.after(i, 4))
    others = STAFF_HIM if word in STAFF_HER else STAFF_HER
    return any(other != word and other in others and other[:4] == word[:4] for other in near)


def _her(word: str, determiner: str) -> bool:
    """Tell whether a role says a woman: by its ending, or by its article."""
    return word in STAFF_HER and (word not in EITHER or determiner in HERS)


def _role_end(reading: Reading, i: int, kind: Kind) -> int:
    """Return the last word of a role: with what it is the chief of, or who is new."""
    if kind is Kind.NEWCOMER and reading.word(i) in NEW and reading.word(i + 1) in PERSONS:
        return i + 1
    if kind is Kind.CHIEF:
        for step in (1, 2, 3):
            if reading.word(i + step) in CHIEF_OF and reading.tied(i + step):
                return i + step
    return i


APPOSED = re.compile(
    r"\b(?:notre|votre|le|la|l'|mon|ma) ?([a-z]+)(?: de [a-z]+| du [a-z]+)?, (elle|lui)(?=,)"
)
AGREED = re.compile(
    r"\b(?:notre|votre|l') ?([a-z]+)(?: (?:de|du|des|d') ?[a-z]+)?"
    r" (?:est|etait|sera|semble|semblait|parait|reste|restait|a ete|avait ete) "
    r"(?:tres |vite |deja |souvent |bien |toujours |trop |assez )?([a-z]+e)\b"
)


def agreements(reading: Reading, _roster: Roster) -> Iterator[Hit]:
    """Yield what tells the gender of one whose role has none: "notre coach, elle", "est passée"."""
    for match in APPOSED.finditer(reading.low):
        if match.group(1) in STAFF | NEWCOMERS | CHIEFS | CHIEF_HEADS:
            yield Hit(match.start(), match.end(), Kind.GENDERED_ROLE)
    is_word = lexicon().is_word
    for match in AGREED.finditer(reading.low):
        role, said = match.groups()
        both = role in EITHER | {"responsable", "chef", "binome", "collegue", "adjointe"}
        if both and said not in NEUTER and is_word(said) and is_word(said[:-1]):
            yield Hit(match.start(), match.end(), Kind.GENDERED_ROLE)
