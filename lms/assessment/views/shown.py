"""What the templates of a question need, made from rules: words in HTML, states in words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from markupsafe import Markup

from lms.assessment.queries import AttemptView
from lms.assessment.rules.codec import encode
from lms.assessment.rules.public import (
    GAP_PREFIX,
    PAIR_PREFIX,
    PublicChoice,
    PublicGap,
    PublicQuestion,
    option_tokens,
    public_view,
)
from lms.assessment.rules.questions import Kind, Question
from lms.assessment.rules.quiz import may_show_outcome, may_show_solutions
from lms.assessment.rules.responses import Ordered, Problem, Response
from lms.assessment.rules.sheet import Mark, Outcome, Sheet, build_sheet, chosen_tokens
from lms.core.i18n import _
from lms.core.markdown import AssetUrl, plain, polish, render, render_inline

NO_MARK = Mark()
_GAP = "\ue000"
NOTHING = Markup()
LINE = 240
_BLOCK = re.compile(r"\n|^\s*(?:[-*+#>|]|\d+[.)]|```)|!\[")


@dataclass(frozen=True, slots=True)
class ShownChoice:
    """Something to choose. `state`: "" before, then "yes" (it helps) or "mine"."""

    value: str
    text: Markup
    words: str
    checked: bool = False
    state: str = ""
    why: Markup = NOTHING


@dataclass(frozen=True, slots=True)
class ShownField:
    """A prompt to match or a gap to fill, with what was given and, later, what was right."""

    name: str
    value: str
    text: Markup
    kind: str
    chosen: str = ""
    choices: tuple[ShownChoice, ...] = ()
    state: str = ""
    solution: str = ""
    why: Markup = NOTHING
    error: str = ""


@dataclass(frozen=True, slots=True)
class ShownSheet:
    """The sheet after an answer."""

    outcome: str
    title: str
    texts: tuple[Markup, ...]
    solution: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """A question ready for its template."""

    uid: UUID
    kind: str
    lang: str
    stem: Markup
    title: Markup = NOTHING
    choices: tuple[ShownChoice, ...] = ()
    rows: tuple[ShownField, ...] = ()
    pieces: tuple[tuple[Markup, ShownField | None], ...] = ()
    value: str = ""
    units: tuple[str, ...] = ()
    max_length: int = 0
    errors: Mapping[str, str] = field(default_factory=dict)
    sheet: ShownSheet | None = None

    @property
    def is_told(self) -> bool:
        """Say whether the sheet is out: nothing can be changed any more."""
        return self.sheet is not None


@dataclass(frozen=True, slots=True)
class _Page:
    """What is needed to show any part of one question."""

    question: Question
    seed: str
    asset_url: AssetUrl | None
    given: Mapping[str, str]
    marks: Mapping[str, Mark]
    errors: Mapping[str, str]


def show_question(
    attempt: AttemptView,
    question: Question,
    *,
    asset_url: AssetUrl | None = None,
    typed: Response | None = None,
    problems: Mapping[str, Problem] | None = None,
    over: bool = False,
) -> ShownQuestion:
    """Return a question of an attempt as the person may see it now.

    `typed` is what was just posted and could not be taken, with its `problems`. `over`: passed, or
    no try left.
    """
    from lms.assessment.forms import SAID

    saved = attempt.answers.get(question.uid)
    response = typed or (saved.response if saved else None)
    sheet = None if problems else _sheet(attempt, question, over=over)
    page = _Page(
        question,
        attempt.seed,
        asset_url,
        chosen_tokens(question, response, attempt.seed),
        sheet.marks if sheet else {},
        {name: str(SAID[problem]) for name, problem in (problems or {}).items()},
    )
    return _show(page, response, sheet)


def preview_question(
    question: Question, *, asset_url: AssetUrl | None = None, solved: bool = False
) -> ShownQuestion:
    """Return a question as a learner sees it first, or (`solved`) with its key, for its author."""
    sheet = build_sheet(question, None, PREVIEW) if solved else None
    page = _Page(question, PREVIEW, asset_url, {}, sheet.marks if sheet else {}, {})
    return _show(page, None, sheet)


PREVIEW = "preview"


def _show(page: _Page, response: Response | None, sheet: Sheet | None) -> ShownQuestion:
    question, asset_url = page.question, page.asset_url
    view = public_view(question, page.seed)
    return ShownQuestion(
        uid=question.uid,
        kind=view.kind,
        lang=view.lang,
        stem=NOTHING if _is_line(view.stem) else polish(render(view.stem, asset_url), view.lang),
        title=polish(render_inline(view.stem, asset_url), view.lang)
        if _is_line(view.stem)
        else NOTHING,
        choices=_choices(page, _ordered(view, page, response)),
        rows=tuple(_row(page, prompt, view.choices) for prompt in view.prompts),
        pieces=_pieces(page, view),
        value=page.given.get("answer", view.starter if response is None else ""),
        units=view.units,
        max_length=view.max_length,
        errors=page.errors,
        sheet=_shown_sheet(sheet, asset_url, solved=bool(sheet.marks), lang=view.lang)
        if sheet
        else None,
    )


def _is_line(stem: str) -> bool:
    """Say whether the stem is one short paragraph: it is then the title of its page."""
    return 0 < len(stem) <= LINE and not _BLOCK.search(stem)


def _sheet(attempt: AttemptView, question: Question, *, over: bool) -> Sheet | None:
    """Return the sheet if the quiz allows it now, else None: the only door to right answers."""
    settings = attempt.quiz.spec.settings
    saved = attempt.answers.get(question.uid)
    if not may_show_outcome(settings, attempt.state, checked=bool(saved and saved.is_checked)):
        return None
    reviewed = None
    if saved and question.kind is Kind.FREE_TEXT and not saved.needs_review:
        reviewed = saved.fraction
    return build_sheet(
        question,
        saved.response if saved else None,
        attempt.seed,
        reviewed=reviewed,
        solutions=may_show_solutions(settings, attempt.state, over=over),
    )


def _ordered(
    view: PublicQuestion, page: _Page, response: Response | None
) -> tuple[PublicChoice, ...]:
    """Return the choices, in the person's own order for an ordering begun."""
    if not isinstance(response, Ordered):
        return () if view.prompts else view.choices
    by_token = {choice.token: choice for choice in view.choices}
    tokens = option_tokens(page.question, page.seed)
    return tuple(by_token[tokens[uid]] for uid in response.uids if uid in tokens)


def _choices(page: _Page, choices: tuple[PublicChoice, ...]) -> tuple[ShownChoice, ...]:
    return tuple(_choice(page, choice) for choice in choices)


def _choice(page: _Page, choice: PublicChoice) -> ShownChoice:
    mark = page.marks.get(choice.token, NO_MARK)
    words = _truth(choice.text) if page.question.kind is Kind.TRUE_FALSE else choice.text
    beside = page.question.kind is Kind.MULTIPLE
    return ShownChoice(
        value=choice.token,
        text=_line(page, words),
        words=plain(words),
        checked=choice.token in page.given,
        state="yes" if mark.right else "mine" if mark.mine else "",
        why=_line(page, mark.feedback) if beside else Markup(),
    )


def _line(page: _Page, words: str) -> Markup:
    return polish(render_inline(words, page.asset_url), page.question.lang)


def _truth(text: str) -> str:
    return _("True") if text == "true" else _("False")


def _row(page: _Page, prompt: PublicChoice, choices: tuple[PublicChoice, ...]) -> ShownField:
    name = PAIR_PREFIX + prompt.token
    return ShownField(
        name=name,
        value=prompt.token,
        text=_line(page, prompt.text),
        kind="choice",
        chosen=page.given.get(name, ""),
        choices=_choices(page, choices),
        state=_state(page, name),
        solution=plain(page.marks.get(name, NO_MARK).solution),
        error=page.errors.get(name, ""),
    )


def _state(page: _Page, name: str) -> str:
    mark = page.marks.get(name)
    return "" if mark is None else "yes" if mark.right else "mine"


def _pieces(page: _Page, view: PublicQuestion) -> tuple[tuple[Markup, ShownField | None], ...]:
    """Render the whole text at once, so that lists and paragraphs hold, then cut it at the gaps."""
    if not view.parts:
        return ()
    gaps = [part.gap for part in view.parts if part.gap]
    words = _GAP.join(part.text.replace(_GAP, "") for part in view.parts)
    cut = polish(render(words, page.asset_url), page.question.lang).split(_GAP)
    shown = [_gap(page, gap, number) for number, gap in enumerate(gaps, 1)]
    return tuple(zip(map(Markup, cut), [*shown, None], strict=False))


def _gap(page: _Page, gap: PublicGap, number: int) -> ShownField:
    mark = page.marks.get(gap.field, NO_MARK)
    return ShownField(
        name=gap.field,
        value=gap.field.removeprefix(GAP_PREFIX),
        text=Markup.escape(_("Gap %(n)s", n=number)),
        kind=gap.kind,
        chosen=_given_in(page, gap),
        choices=_choices(page, gap.choices),
        state=_state(page, gap.field),
        solution=plain(mark.solution),
        why=_line(page, mark.feedback),
        error=page.errors.get(gap.field, ""),
    )


def _given_in(page: _Page, gap: PublicGap) -> str:
    if gap.choices:
        return next((c.token for c in gap.choices if c.token in page.given), "")
    return page.given.get(gap.field, "")


def _shown_sheet(
    sheet: Sheet, asset_url: AssetUrl | None, *, solved: bool, lang: str
) -> ShownSheet:
    nearly = _("Nearly. Here is the way") if solved else _("Nearly")
    titles = {
        Outcome.RIGHT: _("Yes, that is the way"),
        Outcome.PARTIAL: nearly,
        Outcome.WRONG: nearly if solved else _("Not yet"),
        Outcome.WAITING: _("Thank you. A person will read your answer"),
        Outcome.NEUTRAL: _("Thank you, it is noted"),
    }
    texts = tuple(polish(render(text, asset_url), lang) for text in sheet.texts)
    words = tuple(plain(text) for text in sheet.solution)
    return ShownSheet(sheet.outcome, titles[sheet.outcome], texts, words)


def describe_response(question: Question, response: Response | None) -> str:
    """Return what a person answered as plain words, for the one who reads it."""
    text = getattr(response, "text", "")
    return text if isinstance(text, str) else str(encode(text))
