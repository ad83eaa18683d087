"""Steps of lessons made into safe HTML once per process: a version never changes."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from markupsafe import Markup

from lms.core.errors import NotFound
from lms.core.i18n import _
from lms.courses.queries.outlines import ReadyLesson, ready_lesson
from lms.courses.rules.content import (
    AcknowledgementBlock,
    AudioBlock,
    Block,
    CardsBlock,
    LinkBlock,
    PdfBlock,
    ScenarioBlock,
    TextBlock,
    VideoBlock,
)
from lms.courses.rules.rendering import render_markdown

KEPT = 2048
AssetUrl = Callable[[str], str]

_steps: OrderedDict[tuple[UUID, int], "ShownStep"] = OrderedDict()


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """A block ready for the page: its kind, its source, safe HTML by name, addresses of files."""

    kind: str
    source: Any
    html: Mapping[str, Markup] = field(default_factory=dict)
    url: str = ""
    poster: str = ""
    captions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ShownStep:
    """One screen of a lesson."""

    title: str
    language: str
    blocks: tuple[ShownBlock, ...]


def step_of(version_id: UUID, number: int) -> ShownStep:
    """Return step ``number`` (from 0) of a lesson version; raises NotFound past the last."""
    known = _steps.get((version_id, number))
    if known is not None:
        return known
    ready = ready_lesson(version_id)
    if not 0 <= number < len(ready.lesson.steps):
        raise NotFound(_("This lesson has no such step."))
    source = ready.lesson.steps[number]
    made = ShownStep(
        title=source.title,
        language=ready.language,
        blocks=tuple(_show(block, ready) for block in source.blocks),
    )
    _steps[version_id, number] = made
    if len(_steps) > KEPT:
        _steps.popitem(last=False)
    return made


def _show(block: Block, ready: ReadyLesson) -> ShownBlock:
    def url(name: str) -> str:
        file_id = ready.assets.get(name)
        return f"/files/{file_id}/{name.rsplit('/', 1)[-1]}" if file_id else ""

    def html(words: str) -> Markup:
        return Markup(render_markdown(words, language=ready.language, asset_url=url))  # noqa: S704

    match block:
        case TextBlock():
            return ShownBlock("text", block, {"text": html(block.text)})
        case VideoBlock():
            captions = tuple((c.language, url(c.file)) for c in block.captions)
            words = {"transcript": html(block.transcript)}
            poster = url(block.poster) if block.poster else ""
            return ShownBlock("video", block, words, url(block.file), poster, captions)
        case AudioBlock():
            return ShownBlock(
                "audio", block, {"transcript": html(block.transcript)}, url(block.file)
            )
        case PdfBlock():
            words = {"alternative": html(block.alternative)}
            return ShownBlock("pdf", block, words, url(block.file))
        case LinkBlock():
            return ShownBlock("link", block, {"text": html(block.text)}, block.url)
        case CardsBlock():
            words = {card.uid: html(card.back) for card in block.cards}
            return ShownBlock("cards", block, {**words, "text": html(block.text)})
        case ScenarioBlock():
            return ShownBlock("scenario", block, _scenario(block, html))
        case AcknowledgementBlock():
            return ShownBlock("acknowledgement", block, {"text": html(block.text)})


def _scenario(block: ScenarioBlock, html: Callable[[str], Markup]) -> dict[str, Markup]:
    words = {"text": html(block.text)}
    for node in block.nodes:
        words[f"node {node.uid}"] = html(node.text)
        for choice in node.choices:
            words[f"choice {node.uid} {choice.uid}"] = html(choice.feedback)
    return words
