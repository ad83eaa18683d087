"""Writes screens and their blocks."""

from collections.abc import Iterator

from lms.courses.rules import markup
from lms.courses.rules.content import (
    AcknowledgementBlock,
    AudioBlock,
    Block,
    CardsBlock,
    LinkBlock,
    Node,
    PdfBlock,
    ScenarioBlock,
    Step,
    TextBlock,
    VideoBlock,
)


def write_step(step: Step) -> str:
    """Return a screen: its heading or its `---`, then its blocks."""
    attributes = markup.write_attributes(step.uid)
    title = markup.guard(step.title, markup.STEP_TITLE_MARKS)
    opening = f"## {title} {attributes}" if title else f"--- {attributes}"
    return "\n\n".join((opening, *(_block(block) for block in step.blocks)))


def _block(block: Block) -> str:
    attributes = markup.write_attributes(block.uid)
    if isinstance(block, TextBlock):
        return f"{attributes}\n\n{markup.guard(block.text, markup.BODY_MARKS)}"
    headers = "".join(f"{key}: {value}\n" for key, value in _headers(block) if value)
    body = _body(block)
    below = f"\n{body}\n" if body else ""
    return f"::: {block.kind} {attributes}\n{headers}{below}:::"


def _headers(block: Block) -> Iterator[tuple[str, str]]:
    if isinstance(block, LinkBlock):
        yield "url", block.url
    if isinstance(block, VideoBlock | AudioBlock | PdfBlock):
        yield "file", block.file
    if isinstance(block, VideoBlock | AudioBlock | PdfBlock | LinkBlock):
        yield "title", block.title
    if isinstance(block, VideoBlock):
        yield "poster", block.poster
        yield from ((f"captions.{one.language}", one.file) for one in block.captions)
    if isinstance(block, AcknowledgementBlock):
        yield "statement", block.statement


def _body(block: Block) -> str:
    if isinstance(block, CardsBlock):
        cards = (
            f"### {card.front} {markup.write_attributes(card.uid)}\n\n{markup.guard(card.back, markup.CARD_MARKS)}"
            for card in block.cards
        )
        return "\n\n".join(
            part for part in (markup.guard(block.text, markup.CARD_MARKS), *cards) if part
        )
    if isinstance(block, ScenarioBlock):
        nodes = (_node(node) for node in block.nodes)
        return "\n\n".join(
            part for part in (markup.guard(block.text, markup.NODE_MARKS), *nodes) if part
        )
    if isinstance(block, VideoBlock | AudioBlock):
        return markup.guard(block.transcript, markup.BLOCK_MARKS)
    if isinstance(block, PdfBlock):
        return markup.guard(block.alternative, markup.BLOCK_MARKS)
    return markup.guard(block.text, markup.BLOCK_MARKS)


def _node(node: Node) -> str:
    values = {"outcome": node.outcome.value} if node.outcome else {}
    heading = f"### {node.title} {markup.write_attributes(node.uid, values)}".replace(
        "###  ", "### "
    )
    choices = []
    for choice in node.choices:
        text = markup.guard_arrow(choice.text)
        choices.append(f"- {text} => {choice.goes_to} {markup.write_attributes(choice.uid)}")
        if choice.feedback:
            choices.append(markup.indent(markup.quote(choice.feedback)))
    text = markup.guard(node.text, markup.NODE_MARKS)
    return "\n\n".join(part for part in (heading, text, "\n".join(choices)) if part)
