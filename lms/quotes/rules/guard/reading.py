"""A text as the detectors read it: words, where sentences begin, what is told and what is advised."""

import itertools
import re
from functools import cached_property

from lms.quotes.rules.guard.folding import Folded
from lms.quotes.rules.guard.vocabulary.grammar import (
    ADVICE,
    AUXILIARIES,
    BETWEEN,
    ELIDED,
    NOT_DONE,
    NOT_IMPERFECT,
    SHORTENED,
)

WORD = re.compile(r"[a-z]+|[0-9]+")
BREAK = re.compile(r'[.!?;:\n"(\[<>~*|/=]|(?:^| )-+ | - |\) ')
STOP = re.compile(r"[.!?\n]")
MOVED = frozenset(
    form + ending
    for form in [
        "venu",
        "parti",
        "arrive",
        "entre",
        "sorti",
        "reste",
        "tombe",
        "monte",
        "descendu",
        "alle",
        "passe",
        "reparti",
        "revenu",
        "retourne",
        "devenu",
        "intervenu",
        "mort",
        "ne",
        "decede",
        "reste",
        "rentre",
        "remonte",
        "redescendu",
        "survenu",
    ]
    for ending in ("", "e", "s", "es")
)
BEING = frozenset(["est", "sont", "etait", "etaient", "suis", "sommes"])
DONE = re.compile(r"(?:e|ee|i|ie|it|ite|is|ise|u|ue|ert|erte|aint|eint|oint|ort)s?$")
IMPERFECT = re.compile(r"(?:[a-z]{2,}ait|[a-z]{2,}aient)$")
WOULD = re.compile(r"(?:er|ir|dr|vr|ur|rr|ser)(?:ait|aient)$")
TOLD_TO = frozenset(
    ("faites", "dites", "refaites", "redites", "laissons", "gardons", "restons", "disons")
)
NOT_ORDERS = frozenset(("chez", "assez", "nez", "rez", "avez", "etiez"))
SPELT = {"st": "saint", "ste": "sainte"}
MOST_CAPITALS = 0.6
SHOUTED = 12


class Reading:
    """The words of a text, by number, and what surrounds each."""

    def __init__(self, folded: Folded) -> None:
        self.folded = folded
        self.flat = folded.flat
        self.low = folded.low
        found = [(match.group(), match.start(), match.end()) for match in WORD.finditer(self.low)]
        self.words = [word for word, _, _ in found]
        self.starts = [start for _, start, _ in found]
        self.ends = [end for _, _, end in found]
        self.keys = [SPELT.get(word, word) for word in self.words]
        self._capital = [self.flat[start].isupper() for start in self.starts]
        self._break_up()
        loud = self._shouted()
        self._loud = [number in loud for number in self.sentence]
        self._marked = [
            large and not opening and not shouted
            for large, opening, shouted in zip(self._capital, self.opening, self._loud, strict=True)
        ]

    def __len__(self) -> int:
        return len(self.words)

    def _shouted(self) -> frozenset[int]:
        """Return the sentences written in capitals, which then say nothing."""
        letters: dict[int, int] = {}
        large: dict[int, int] = {}
        for i, number in enumerate(self.sentence):
            size = self.ends[i] - self.starts[i]
            letters[number] = letters.get(number, 0) + size
            if self.capitals(i):
                large[number] = large.get(number, 0) + size
        return frozenset(
            number
            for number, size in letters.items()
            if size >= SHOUTED and large.get(number, 0) > MOST_CAPITALS * size
        )

    def loud(self, i: int) -> bool:
        """Tell whether word ``i`` is in a sentence written in capitals."""
        return bool(self._loud) and self._loud[min(i, len(self._loud) - 1)]

    def _break_up(self) -> None:
        """Note the number of each sentence, what begins one, what stands between quotation marks."""
        self.opening, self.sentence, self.quoted = [], [], []
        number, inside, end = 0, False, 0
        for i, start in enumerate(self.starts):
            gap = self.flat[end:start]
            opens = i == 0
            if len(gap) > 1 or not (gap.isspace() or gap in {"'", "-", ""}):
                opens = opens or (BREAK.search(gap) is not None and not self._shortened(i, gap))
                inside = (inside and "\n" not in gap) != (gap.count('"') % 2 == 1)
                if opens and STOP.search(gap):
                    number += 1
            self.opening.append(opens)
            self.sentence.append(number)
            self.quoted.append(inside)
            end = self.ends[i]

    def _shortened(self, i: int, gap: str) -> bool:
        """Tell whether the point before word ``i`` ends an abbreviation or an initial."""
        if i == 0 or not re.fullmatch(r"\. ?-?", gap):
            return False
        before = self.words[i - 1]
        return before in SHORTENED or (len(before) == 1 and self.capital(i - 1))

    def word(self, i: int) -> str:
        """Return word ``i``, or nothing outside the text."""
        return self.words[i] if 0 <= i < len(self.words) else ""

    def gap(self, i: int) -> str:
        """Return what stands between word ``i`` and the one before."""
        return self.flat[self.ends[i - 1] : self.starts[i]] if 0 < i < len(self) else ""

    def tied(self, i: int) -> bool:
        """Tell whether word ``i`` follows the one before with a space, a dash or an apostrophe."""
        gap = self.gap(i)
        return (
            0 < i < len(self)
            and len(gap) <= len(" - ")
            and not gap.strip(" '-.")
            and "." not in gap
        )

    def capital(self, i: int) -> bool:
        """Tell whether word ``i`` begins with a capital letter."""
        return 0 <= i < len(self._capital) and self._capital[i]

    def capitals(self, i: int) -> bool:
        """Tell whether word ``i`` is all in capitals."""
        return self.flat[self.starts[i] : self.ends[i]].isupper()

    def marked(self, i: int) -> bool:
        """Tell whether a capital says something: not the first of a sentence, not all shouted."""
        return 0 <= i < len(self._marked) and self._marked[i]

    def elided(self, i: int) -> bool:
        """Tell whether word ``i`` leans on the next with an apostrophe."""
        return self.words[i] in ELIDED and self.flat[self.ends[i] : self.ends[i] + 1] == "'"

    def before(self, i: int, count: int = 1) -> tuple[str, ...]:
        """Return the ``count`` words before word ``i`` in its sentence, the nearest first."""
        first = max(0, i - count)
        here = self.sentence[i]
        return tuple(self.words[j] for j in range(i - 1, first - 1, -1) if self.sentence[j] == here)

    def after(self, i: int, count: int = 1) -> tuple[str, ...]:
        """Return the ``count`` words after word ``i`` in its sentence."""
        here, last = self.sentence[i], min(len(self), i + 1 + count)
        return tuple(self.words[j] for j in range(i + 1, last) if self.sentence[j] == here)

    def first_at(self, place: int) -> int:
        """Return the number of the first word that ends after ``place``."""
        from bisect import bisect_right

        return bisect_right(self.ends, place)

    @cached_property
    def _told(self) -> frozenset[int]:
        """Return the numbers of the sentences that tell what happened."""
        return frozenset(self.sentence[i] for i in range(len(self)) if self._past(i))

    def told(self, i: int) -> bool:
        """Tell whether the sentence of word ``i`` tells what happened, rather than advises."""
        return bool(self.words) and self.sentence[min(i, len(self) - 1)] in self._told

    @cached_property
    def _advised(self) -> frozenset[int]:
        """Return the numbers of the sentences that say what to do."""
        return frozenset(self._first_order)

    def advised(self, i: int) -> bool:
        """Tell whether the sentence of word ``i`` says what to do: "proposez", "rester calme"."""
        return bool(self.words) and self.sentence[min(i, len(self) - 1)] in self._advised

    def told_to(self, i: int) -> bool:
        """Tell whether an order stands before word ``i`` in its sentence: "indiquez la gare"."""
        return self._first_order.get(self.sentence[i], i) < i

    @cached_property
    def _first_order(self) -> dict[int, int]:
        """Return the first word that says what to do, by sentence."""
        found: dict[int, int] = {}
        for i, number in enumerate(self.sentence):
            if number not in found and self._orders(i):
                found[number] = i
        return found

    @cached_property
    def firsts(self) -> dict[int, int]:
        """Return the number of the first word of each sentence."""
        found: dict[int, int] = {}
        for i, number in enumerate(self.sentence):
            found.setdefault(number, i)
        return found

    def _orders(self, i: int) -> bool:
        """Tell whether word ``i`` says what to do."""
        word = self.words[i]
        if word.endswith("ez") and word not in NOT_ORDERS:
            return self.word(i - 1) != "vous" or word not in {"avez", "etiez"}
        if word in ADVICE or (word in TOLD_TO and self.word(i - 1) != "vous"):
            return True
        if len(word) > len("fera") and word.endswith(("era", "eront", "ira", "iront")):
            return True
        return (
            self.opening[i] and len(word) > len("mer") and word.endswith(("er", "ir", "re", "oir"))
        )

    @cached_property
    def careless(self) -> bool:
        """Tell whether the text is typed without capitals, which then say nothing when absent."""
        return not any(self._capital)

    @cached_property
    def _of_her(self) -> frozenset[int]:
        """Return the numbers of the sentences with a pronoun for somebody, quotations apart."""
        found = {"elle", "je", "j"}
        return frozenset(
            self.sentence[i]
            for i, word in enumerate(self.words)
            if word in found and not self.quoted[i]
        )

    def of_her(self, i: int) -> bool:
        """Tell whether the sentence of word ``i`` speaks of "elle" or "je"."""
        return bool(self.words) and self.sentence[min(i, len(self) - 1)] in self._of_her

    def _past(self, i: int) -> bool:
        """Tell whether word ``i`` begins or is a verb in a past tense, outside quotation marks."""
        word = self.words[i]
        if self.quoted[i]:
            return False
        if word in AUXILIARIES or word in BEING:
            return self._compound(i)
        if not word.endswith(("ait", "aient")) or word in NOT_IMPERFECT:
            return False
        return bool(IMPERFECT.match(word)) and not WOULD.search(word) and not self._supposed(i)

    def _compound(self, i: int) -> bool:
        """Tell whether auxiliary ``i`` has its participle."""
        word = self.words[i]
        if word in {"avait", "avaient", "etait", "etaient"}:
            return not self._supposed(i)
        if word == "a" and self.folded.text[self.folded.origin(self.starts[i])] in "àÀ":
            return False
        if self.word(i - 1) in {"y", "vous", "tu"}:
            return False
        here = i + 1
        while self.word(here) in BETWEEN:
            here += 1
        done = self.word(here)
        if word in AUXILIARIES:
            return len(done) > 1 and done not in NOT_DONE and bool(DONE.search(done))
        back = i - 1
        while self.word(back) in {"en", "y"}:
            back -= 1
        return done in MOVED or (self.word(back) in {"s", "se"} and bool(DONE.search(done)))

    def _supposed(self, i: int) -> bool:
        """Tell whether the verb is under an "if": what could be, not what was."""
        near = self.before(i, 5)
        return "si" in near or any(
            pair in (("il", "s"), ("ils", "s")) for pair in itertools.pairwise(near)
        )
