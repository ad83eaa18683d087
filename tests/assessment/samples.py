"""Questions of each kind, written by hand for examples and drawn by chance for properties."""

from decimal import Decimal
from fractions import Fraction
from uuid import UUID, uuid4

from hypothesis import strategies as st

from lms.assessment.rules.public import (
    GAP_PREFIX,
    PAIR_PREFIX,
    PublicQuestion,
    public_view,
)
from lms.assessment.rules.questions import (
    AcceptedNumber,
    AcceptedText,
    ChoiceGap,
    Cloze,
    Credit,
    FreeText,
    Item,
    Kind,
    Matching,
    Multiple,
    NumberGap,
    Numeric,
    Option,
    OrderCredit,
    Ordering,
    Pair,
    Question,
    Scale,
    ShortText,
    Single,
    TextGap,
    TrueFalse,
    Unit,
)

HALF, ONE = Fraction(1, 2), Fraction(1)


def single(uid: UUID | None = None, **changes: object) -> Single:
    """Greet first: option b is right."""
    options = (
        Option(uid="a", text="Je termine vite", feedback="Le client attend."),
        Option(uid="b", text="Je lève les yeux", fraction=ONE, feedback="Un regard suffit."),
        Option(uid="c", text="J'appelle un collègue", fraction=HALF),
    )
    fields = {
        "stem": "Deux clients entrent.",
        "name": "Le regard (b)",
        "options": options,
    }
    return Single(uid=uid or uuid4(), **(fields | changes))  # type: ignore[arg-type]


def one_of_each() -> dict[Kind, Question]:
    """Return a valid question of each kind."""
    options = (
        Option(uid="a", text="Le regard", fraction=HALF),
        Option(uid="b", text="Le mot", fraction=HALF),
        Option(uid="c", text="Le silence", fraction=Fraction(-1)),
    )
    gaps = (
        ChoiceGap(
            uid="g1",
            options=(
                Option(uid="x", text="regard", fraction=ONE, feedback="Oui"),
                Option(uid="y", text="dos"),
            ),
        ),
        TextGap(uid="g2", accepted=(AcceptedText(uid="1", pattern="bonjour"),)),
        NumberGap(uid="g3", accepted=(AcceptedNumber(uid="1", value=Decimal(2)),)),
    )
    made: list[Question] = [
        single(),
        Multiple(uid=uuid4(), stem="Quels gestes ?", options=options),
        TrueFalse(
            uid=uuid4(),
            stem="On salue d'abord.",
            answer=True,
            feedback_false="Relisez.",
        ),
        ShortText(
            uid=uuid4(),
            stem="Le premier mot ?",
            accepted=(AcceptedText(uid="1", pattern="bonjour*", feedback="Voilà."),),
        ),
        Numeric(
            uid=uuid4(),
            stem="Combien de mètres ?",
            accepted=(
                AcceptedNumber(uid="1", value=Decimal("3.5"), tolerance=Decimal("0.5")),
                AcceptedNumber(uid="2", value=None, fraction=Fraction(0), feedback="Relisez."),
            ),
            units=(Unit(name="m"), Unit(name="cm", multiplier=Decimal(100))),
            unit_penalty=HALF,
        ),
        Matching(
            uid=uuid4(),
            stem="À chacun son geste.",
            pairs=(
                Pair(uid="p", prompt="Attente", answer="1"),
                Pair(uid="q", prompt="Colère", answer="2"),
            ),
            answers=(
                Item(uid="1", text="Un délai"),
                Item(uid="2", text="Une écoute"),
                Item(uid="3", text="Rien"),
            ),
        ),
        Ordering(
            uid=uuid4(),
            stem="Dans l'ordre ?",
            items=tuple(Item(uid=str(n), text=f"Étape {n * 7}") for n in range(1, 5)),
        ),
        Cloze(uid=uuid4(), stem="Un [[g1]], un [[g2]], [[g3]] minutes.", gaps=gaps),
        Scale(
            uid=uuid4(),
            stem="Je me sens prêt.",
            options=tuple(Option(uid=str(n), text=f"{n} sur 4") for n in range(1, 5)),
        ),
        FreeText(uid=uuid4(), stem="Racontez.", min_length=5, guidance="Cherchez un geste."),
    ]
    return {question.kind: question for question in made}


FRACTIONS = st.fractions(min_value=-1, max_value=1, max_denominator=12)
POSITIVE = st.fractions(min_value=0, max_value=1, max_denominator=12)
TEXTS = st.text(min_size=1, max_size=12).filter(lambda text: bool(text.strip()))


def _options(least: int = 2) -> st.SearchStrategy[tuple[Option, ...]]:
    drawn = st.lists(st.tuples(TEXTS, FRACTIONS), min_size=least, max_size=6)
    return drawn.map(
        lambda rows: tuple(
            Option(uid=f"o{n}", text=text, fraction=value) for n, (text, value) in enumerate(rows)
        )
    )


def _items(prefix: str, least: int) -> st.SearchStrategy[tuple[Item, ...]]:
    return st.lists(TEXTS, min_size=least, max_size=6).map(
        lambda texts: tuple(Item(uid=f"{prefix}{n}", text=text) for n, text in enumerate(texts))
    )


def _accepted_texts() -> st.SearchStrategy[tuple[AcceptedText, ...]]:
    rows = st.lists(st.tuples(TEXTS, POSITIVE), min_size=1, max_size=4)
    return rows.map(
        lambda found: tuple(
            AcceptedText(uid=f"t{n}", pattern=text, fraction=value)
            for n, (text, value) in enumerate(found)
        )
    )


def _accepted_numbers() -> st.SearchStrategy[tuple[AcceptedNumber, ...]]:
    numbers = st.decimals(-1000, 1000, places=2)
    rows = st.lists(st.tuples(numbers, POSITIVE), min_size=1, max_size=4)
    return rows.map(
        lambda found: tuple(
            AcceptedNumber(uid=f"n{n}", value=value, tolerance=Decimal("0.5"), fraction=worth)
            for n, (value, worth) in enumerate(found)
        )
    )


@st.composite
def _matchings(draw: st.DrawFn) -> Question:
    answers = draw(_items("r", 2))
    picks = draw(st.lists(st.sampled_from([a.uid for a in answers]), min_size=1, max_size=5))
    pairs = tuple(Pair(uid=f"l{n}", prompt=f"P{n}", answer=uid) for n, uid in enumerate(picks))
    return Matching(
        uid=draw(st.uuids()),
        stem="M",
        pairs=pairs,
        answers=answers,
        credit=draw(st.sampled_from(Credit)),
    )


@st.composite
def _clozes(draw: st.DrawFn) -> Question:
    gaps = (
        ChoiceGap(
            uid="g0",
            options=draw(_options()),
            multiple=draw(st.booleans()),
            shuffle=True,
        ),
        TextGap(uid="g1", accepted=draw(_accepted_texts()), weight=Fraction(2)),
        NumberGap(uid="g2", accepted=draw(_accepted_numbers())),
    )
    return Cloze(uid=draw(st.uuids()), stem="[[g1]] x [[g0]][[g2]]", gaps=gaps)


def questions() -> st.SearchStrategy[Question]:
    """Draw a question of any kind."""
    uids = st.uuids()
    return st.one_of(
        st.builds(Single, uid=uids, stem=TEXTS, options=_options(), shuffle=st.booleans()),
        st.builds(
            Multiple,
            uid=uids,
            stem=TEXTS,
            options=_options(),
            credit=st.sampled_from(Credit),
        ),
        st.builds(TrueFalse, uid=uids, stem=TEXTS, answer=st.booleans()),
        st.builds(ShortText, uid=uids, stem=TEXTS, accepted=_accepted_texts()),
        st.builds(Numeric, uid=uids, stem=TEXTS, accepted=_accepted_numbers()),
        _matchings(),
        st.builds(
            Ordering,
            uid=uids,
            stem=TEXTS,
            items=_items("i", 2),
            credit=st.sampled_from(OrderCredit),
        ),
        _clozes(),
        st.builds(Scale, uid=uids, stem=TEXTS, options=_options(), scored=st.booleans()),
        st.builds(FreeText, uid=uids, stem=TEXTS),
    )


@st.composite
def forms(draw: st.DrawFn, view: PublicQuestion) -> dict[str, list[str]]:
    """Draw what a browser may post for that view, complete or not."""
    tokens = [choice.token for choice in view.choices] or ["0"]
    some = st.lists(st.sampled_from(tokens), max_size=3)
    words = st.one_of(TEXTS, st.decimals(-1000, 1000, places=2).map(str))
    form = {"answer": [draw(words)]} if not view.choices else {"answer": draw(some)}
    if view.kind is Kind.ORDERING:
        form["order"] = draw(st.permutations(tokens))
    for prompt in view.prompts:
        form[PAIR_PREFIX + prompt.token] = draw(some)
    for part in view.parts:
        if part.gap and part.gap.choices:
            own = st.sampled_from([choice.token for choice in part.gap.choices])
            form[part.gap.field] = draw(st.lists(own, max_size=3))
        elif part.gap:
            form[part.gap.field] = [draw(words)]
    return form


def right_form(question: Question, seed: str) -> dict[str, list[str]]:
    """Return the form a person would post to be fully right, read from the question itself."""
    from lms.assessment.rules import public

    if isinstance(question, Matching):
        pairs, answers = (
            public.pair_tokens(question, seed),
            public.answer_tokens(question, seed),
        )
        return {PAIR_PREFIX + pairs[p.uid]: [answers[p.answer]] for p in question.pairs}
    if isinstance(question, Cloze):
        return _right_gaps(question, seed)
    if isinstance(question, ShortText):
        return {"answer": [question.accepted[0].pattern.replace("*", "")]}
    if isinstance(question, Numeric):
        unit = question.units[0].name if question.units else ""
        return {"answer": [f"{question.accepted[0].value} {unit}"]}
    if isinstance(question, FreeText):
        return {"answer": ["Je l'ai regardé dans les yeux."]}
    tokens = public.option_tokens(question, seed)
    if isinstance(question, Ordering):
        return {"order": [tokens[item.uid] for item in question.items]}
    if isinstance(question, TrueFalse):
        return {"answer": [tokens["true" if question.answer else "false"]]}
    rights = [o.uid for o in question.options if o.fraction == 1 or question.kind is Kind.MULTIPLE]
    rights = [uid for uid in rights if uid != "c"] or [question.options[0].uid]
    return {"answer": [tokens[uid] for uid in rights]}


def _right_gaps(question: Cloze, seed: str) -> dict[str, list[str]]:
    from lms.assessment.rules import public

    fields, form = public.gap_tokens(question, seed), {}
    for gap in question.gaps:
        if isinstance(gap, ChoiceGap):
            tokens = public.option_tokens(question, seed, gap)
            given = next(tokens[o.uid] for o in gap.options if o.fraction == 1)
        else:
            best = gap.accepted[0]
            given = best.pattern if isinstance(best, AcceptedText) else str(best.value)
        form[GAP_PREFIX + fields[gap.uid]] = [given]
    return form


def view_of(question: Question, seed: str = "seed") -> PublicQuestion:
    """Return the public view under a fixed seed."""
    return public_view(question, seed)
