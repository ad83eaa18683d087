"""Arbitrary course content for property tests: texts that look like marks, every block, every kind of question."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from hypothesis import strategies as st

from lms.assessment.rules.questions import (
    AcceptedNumber,
    AcceptedText,
    ChoiceGap,
    Cloze,
    Credit,
    FreeText,
    Item,
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
    even_fractions,
)
from lms.courses.rules.content import (
    AcknowledgementBlock,
    AudioBlock,
    Captions,
    Card,
    CardsBlock,
    Choice,
    Course,
    FeedbackTiming,
    Lesson,
    LessonKind,
    Level,
    LinkBlock,
    Node,
    Outcome,
    Package,
    Path,
    PathSet,
    PdfBlock,
    Practice,
    Quiz,
    QuizSettings,
    ScenarioBlock,
    SetRule,
    Step,
    TextBlock,
    Try,
    VideoBlock,
)
from lms.courses.rules.texts import markdown, one_line

TRICKY = (
    "---", "--- {#a}", "## Question", "## Titre", "# Un", "### Sous", ":::", "::: cards", "{#x}", "\\---", "\\\\:::",
    "- [x] oui", "- [ ] non {#a}", "- [50%] peut-être", "- un => deux", "=>", "\\=>", "> citation", "\\> a", "```",
    "```java", "~~~", "    code", "  deux", "texte  ", "clé: valeur", "[[1]]", "| a | b |", "1. un", "a {#b c=d}",
    "    ", "\t- [x] a", "Élan « vrai » : 3 min ; l'œil", "*", "null", "true", "'", '"', "# ", "\u2028", "{}", "\\", "Question 2", "& *a",
)  # fmt: skip

words = st.lists(st.one_of(st.sampled_from(TRICKY), st.text(max_size=12)), min_size=1, max_size=6)
texts = words.map("\n".join).map(markdown)
some_text = texts.filter(bool)
lines = (
    st.lists(st.one_of(st.sampled_from(TRICKY), st.text(max_size=12)), max_size=3)
    .map(" ".join)
    .map(one_line)
)
some_line = lines.filter(bool)
uids = st.uuids(version=4)
names = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,12}", fullmatch=True)
shares = st.sampled_from(
    [Fraction(0), Fraction(1), Fraction(1, 2), Fraction(1, 3), Fraction(-1, 4), Fraction(-1)]
)
parts = st.sampled_from([Fraction(0), Fraction(1), Fraction(1, 2), Fraction(2, 3)])
numbers = st.decimals(-(10**6), 10**6, places=3)
around = st.decimals(0, 100, places=2)
asset_free = texts.filter(lambda text: "](" not in text and "!" not in text)


def tuples(inner, low=0, high=4):  # type: ignore[no-untyped-def]
    return st.lists(inner, min_size=low, max_size=high).map(tuple)


def distinct(inner, low=1, high=4):  # type: ignore[no-untyped-def]
    return st.lists(inner, min_size=low, max_size=high, unique_by=lambda one: one.uid).map(tuple)


def one_right(found):  # type: ignore[no-untyped-def]
    """Make the first one fully right, as a question needs."""
    return (replace(found[0], fraction=Fraction(1)), *found[1:])


options = distinct(
    st.builds(Option, uid=names, text=some_text, fraction=shares, feedback=texts), 2
).map(one_right)
accepted_texts = distinct(
    st.builds(AcceptedText, uid=names, pattern=some_line, fraction=parts, feedback=texts)
).map(one_right)
accepted_numbers = distinct(
    st.builds(
        AcceptedNumber,
        uid=names,
        value=st.none() | numbers,
        tolerance=around,
        fraction=parts,
        feedback=texts,
    )
).map(one_right)
edged = some_text.map(str.strip).filter(bool).map(markdown)
items = distinct(st.builds(Item, uid=names, text=edged), 2)
weights = st.sampled_from([Fraction(1), Fraction(2), Fraction(1, 3)])

choice_gap = st.builds(
    ChoiceGap,
    uid=names,
    options=options,
    multiple=st.booleans(),
    shuffle=st.booleans(),
    weight=weights,
)
text_gap = st.builds(
    TextGap,
    uid=names,
    accepted=accepted_texts,
    match_case=st.booleans(),
    match_accents=st.booleans(),
    weight=weights,
)
number_gap = st.builds(NumberGap, uid=names, accepted=accepted_numbers, weight=weights)
gaps = distinct(choice_gap | text_gap | number_gap)


@st.composite
def matchings(draw, base):  # type: ignore[no-untyped-def]
    answers = draw(items)
    uid = st.sampled_from([one.uid for one in answers])
    pairs = draw(distinct(st.builds(Pair, uid=names, prompt=edged, answer=uid)))
    return Matching(
        **base,
        pairs=pairs,
        answers=answers,
        shuffle=draw(st.booleans()),
        credit=draw(st.sampled_from(Credit)),
    )


@st.composite
def questions(draw) -> Question:  # type: ignore[no-untyped-def]
    base = {
        "uid": draw(uids),
        "stem": draw(some_text),
        "name": draw(lines),
        "lang": draw(st.sampled_from(["fr", "en", "pt-BR"])),
        "general_feedback": draw(texts),
        "right": draw(texts),
        "partial": draw(texts),
        "wrong": draw(texts),
        "weight": draw(weights),
    }
    kind = draw(st.integers(0, 10))
    flag = draw(st.booleans())
    match kind:
        case 0:
            return Single(**base, options=draw(options), shuffle=flag)
        case 1:
            return Multiple(
                **base, options=draw(options), shuffle=flag, credit=draw(st.sampled_from(Credit))
            )
        case 2:
            return TrueFalse(
                **base, answer=flag, feedback_true=draw(texts), feedback_false=draw(texts)
            )
        case 3:
            return ShortText(
                **base,
                accepted=draw(accepted_texts),
                match_case=flag,
                match_accents=draw(st.booleans()),
            )
        case 4:
            unit = st.builds(Unit, name=some_line, multiplier=st.decimals("0.001", 1000, places=3))
            return Numeric(
                **base,
                accepted=draw(accepted_numbers),
                units=draw(tuples(unit)),
                unit_penalty=draw(parts),
            )
        case 5:
            return draw(matchings(base))
        case 6:
            return Ordering(**base, items=draw(items), credit=draw(st.sampled_from(OrderCredit)))
        case 7:
            found = draw(gaps)
            marks = " ".join(f"[[{gap.uid}]]" for gap in found)
            return Cloze(
                **{**base, "stem": f"{base['stem'].replace('[[', '[')}\n{marks}"}, gaps=found
            )
        case 8:
            return Scale(**base, options=draw(options), scored=flag)
        case 9:
            chosen = draw(options)
            rights = tuple(option.fraction > 0 for option in chosen)
            even = tuple(
                replace(one, fraction=share)
                for one, share in zip(chosen, even_fractions(rights), strict=True)
            )
            return Multiple(**base, options=even)
        case _:
            lengths = {
                "min_length": draw(st.integers(0, 99)),
                "max_length": draw(st.integers(100, 20_000)),
            }
            return FreeText(**base, **lengths, starter=draw(texts), guidance=draw(texts))


@st.composite
def scenarios(draw) -> ScenarioBlock:  # type: ignore[no-untyped-def]
    known = draw(st.lists(names, min_size=2, max_size=4, unique=True))
    target = st.sampled_from(known)
    choices = distinct(st.builds(Choice, uid=names, text=some_line, goes_to=target, feedback=texts))
    nodes = []
    for name, following in pairwise(known):
        first, *others = draw(choices)
        ways = (replace(first, goes_to=following), *others)
        nodes.append(Node(uid=name, title=draw(lines), text=draw(texts), choices=ways))
    end = Node(
        uid=known[-1], title=draw(lines), text=draw(texts), outcome=draw(st.sampled_from(Outcome))
    )
    return ScenarioBlock(uid=draw(uids), nodes=(*nodes, end), text=draw(texts))


def files(ending: str) -> st.SearchStrategy[str]:
    return st.sampled_from(["a", "media/b", "médias/Été 2026 (1)", "a:b"]).map(
        lambda name: f"{name}.{ending}"
    )


cards = distinct(st.builds(Card, uid=names, front=some_line, back=some_text))
captions = st.lists(
    st.builds(Captions, language=st.sampled_from(["fr", "en", "pt-BR"]), file=files("vtt")),
    min_size=1,
    max_size=2,
    unique_by=lambda one: one.language,
).map(tuple)
blocks = st.one_of(
    st.builds(TextBlock, uid=uids, text=some_text),
    st.builds(
        VideoBlock,
        uid=uids,
        file=files("webm"),
        title=lines,
        poster=files("webp"),
        captions=captions,
        transcript=texts,
    ),
    st.builds(AudioBlock, uid=uids, file=files("mp3"), title=lines, transcript=some_text),
    st.builds(PdfBlock, uid=uids, file=files("pdf"), title=lines, alternative=some_text),
    st.builds(
        LinkBlock, uid=uids, url=st.just("https://exemple.fr/a?b=c#d"), title=lines, text=texts
    ),
    st.builds(CardsBlock, uid=uids, cards=cards, text=texts),
    st.builds(AcknowledgementBlock, uid=uids, statement=some_line, text=some_text),
    scenarios(),
)
steps = st.builds(Step, uid=uids, title=lines, blocks=tuples(blocks, 1, 3))
settings_of_quiz = st.builds(
    QuizSettings,
    pass_mark=st.integers(0, 100),
    max_attempts=st.none() | st.integers(1, 9),
    delay_minutes=st.integers(0, 99),
    time_limit_minutes=st.none() | st.integers(1, 99),
    shuffle_questions=st.booleans(),
    shuffle_options=st.booleans(),
    feedback=st.sampled_from(FeedbackTiming),
)
quizzes = st.builds(Quiz, uid=uids, questions=tuples(questions(), 1, 3), settings=settings_of_quiz)
codes = tuples(some_line, 0, 3)


def fitting(lesson: Lesson) -> Lesson:
    """Give the lesson a kind that its blocks allow."""
    kinds = {block.kind for step in lesson.steps for block in step.blocks}
    if lesson.kind is LessonKind.QUIZ:
        return lesson if lesson.quiz else replace(lesson, kind=LessonKind.TEXT)
    return lesson if lesson.kind.value in kinds else replace(lesson, kind=LessonKind.TEXT)


def lessons(slug: str) -> st.SearchStrategy[Lesson]:
    return st.builds(
        Lesson,
        uid=uids,
        slug=st.just(slug),
        kind=st.sampled_from(LessonKind),
        title=some_line,
        minutes=st.integers(1, 60),
        required=st.booleans(),
        summary=lines,
        skills=codes,
        moments=codes,
        takeaways=codes,
        tries=tuples(st.builds(Try, title=some_line, hint=lines), 0, 2),
        steps=tuples(steps, 1, 3),
        quiz=st.none() | quizzes,
    ).map(fitting)


practices = st.none() | st.builds(Practice, title=some_line, text=texts)
rules = st.sampled_from([SetRule.ALL_IN_ORDER, SetRule.ALL_ANY_ORDER, SetRule.OPTIONAL])


@st.composite
def courses(draw, slug: str) -> Course:  # type: ignore[no-untyped-def]
    found = tuple(draw(lessons(f"{n:02}-lecon")) for n in range(draw(st.integers(1, 2))))
    return Course(
        uid=draw(uids),
        slug=slug,
        title=draw(some_line),
        lessons=found,
        language=draw(st.sampled_from(["fr", "en"])),
        level=draw(st.sampled_from(Level)),
        brand=draw(lines),
        summary=draw(texts),
        skills=draw(codes),
        moments=draw(codes),
        rule=draw(rules),
        practice=draw(practices),
    )


@st.composite
def packages(draw) -> Package:  # type: ignore[no-untyped-def]
    found = tuple(draw(courses(f"cours-{n}")) for n in range(draw(st.integers(1, 2))))
    one_set = PathSet(
        uid=draw(uids),
        title=draw(some_line),
        courses=tuple(course.uid for course in found),
        rule=SetRule.AT_LEAST,
        at_least=1,
    )
    path = Path(
        uid=draw(uids), slug="parcours", title=draw(some_line), sets=(one_set,), summary=draw(texts),
        practice=draw(practices), skills=draw(codes),
    )  # fmt: skip
    return Package(courses=found, path=path)
