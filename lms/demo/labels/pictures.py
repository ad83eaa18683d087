"""Pictures of evidence, drawn by code: a shop front, a ramp, a notice; never the same twice."""

import io
from functools import cache

from PIL import Image, ImageDraw

from lms.core.ids import Chance

WIDTH, HEIGHT = 480, 360
WALLS = ("#d9e2ec", "#f3e8d6", "#dfeee2", "#efe1ea", "#e6e6f2", "#f2ead0")
ACCENTS = ("#2f5d62", "#7a3e48", "#3d5a80", "#8a5a1b", "#4a6741", "#5d4777")
SHADES = ("#b8c4d0", "#cdb99a", "#a9c4ae", "#c9aebd", "#b5b5d0", "#cfc295")


def draw(kind: str, chance: Chance) -> bytes:
    """Return a small photo-like JPEG for a criterion of code ``kind``."""
    rank = chance.randrange(len(WALLS))
    made = Image.new("RGB", (WIDTH, HEIGHT), WALLS[rank])
    pen = ImageDraw.Draw(made)
    floor = HEIGHT - 60 - chance.randrange(50)
    pen.rectangle((0, floor, WIDTH, HEIGHT), fill=SHADES[rank])
    _shelves(pen, chance, floor)
    _DRAWN.get(kind, _notice)(pen, chance, floor, ACCENTS[chance.randrange(len(ACCENTS))])
    made.paste(_light(), (0, 0), _light())
    out = io.BytesIO()
    made.convert("RGB").save(out, "JPEG", quality=72)
    return out.getvalue()


@cache
def _light() -> Image.Image:
    """Return the evening at the edges of a photo."""
    mask = Image.radial_gradient("L").resize((WIDTH, HEIGHT))
    dark = Image.new("RGBA", (WIDTH, HEIGHT), "#1b1b1b")
    dark.putalpha(mask.point(lambda level: level // 4))
    return dark


def _shelves(pen: ImageDraw.ImageDraw, chance: Chance, floor: int) -> None:
    for row in range(3):
        top = 40 + row * (floor - 60) // 3
        left = chance.randrange(10, 60)
        while left < WIDTH - 30:
            wide, tall = chance.randrange(14, 46), chance.randrange(18, 52)
            tone = f"#{chance.randrange(90, 225):02x}{chance.randrange(90, 225):02x}90"
            pen.rectangle((left, top + 52 - tall, left + wide, top + 52), fill=tone)
            left += wide + chance.randrange(4, 30)
        pen.rectangle((0, top + 52, WIDTH, top + 57), fill="#6b5b4b")


def _door(pen: ImageDraw.ImageDraw, chance: Chance, floor: int, accent: str) -> None:
    left = chance.randrange(90, 230)
    pen.rectangle((left, 60, left + 150, floor), fill="#f8fafc", outline=accent, width=8)
    pen.line((left + 75, 60, left + 75, floor), fill=accent, width=5)
    for step in range(3):
        at = left + 20 + step * 44
        pen.polygon(((at, floor + 40), (at + 26, floor + 40), (at + 13, floor + 14)), fill=accent)


def _ramp(pen: ImageDraw.ImageDraw, chance: Chance, floor: int, accent: str) -> None:
    left, rise = chance.randrange(40, 120), chance.randrange(40, 80)
    far = left + 260
    pen.polygon(((left, floor + 30), (far, floor + 30), (far, floor + 30 - rise)), fill=accent)
    pen.line((left, floor - 20, far, floor - 20 - rise), fill="#444444", width=7)
    pen.line((left, floor - 20, left, floor + 30), fill="#444444", width=7)


def _notice(pen: ImageDraw.ImageDraw, chance: Chance, floor: int, accent: str) -> None:
    left, top = chance.randrange(60, 240), chance.randrange(30, 70)
    pen.rectangle((left, top, left + 160, min(top + 210, floor)), fill="white", outline=accent)
    pen.rectangle((left, top, left + 160, top + 38), fill=accent)
    for row in range(6):
        wide = chance.randrange(60, 136)
        y = top + 56 + row * 22
        pen.rectangle((left + 12, y, left + 12 + wide, y + 8), fill="#666666")


def _circle(pen: ImageDraw.ImageDraw, chance: Chance, floor: int, accent: str) -> None:
    for _n in range(chance.randrange(4, 7)):
        x = chance.randrange(50, WIDTH - 60)
        pen.ellipse((x, floor - 120, x + 36, floor - 84), fill="#c9a58a")
        pen.rounded_rectangle((x - 10, floor - 82, x + 46, floor + 20), 18, fill=accent)


_DRAWN = {"welcome": _door, "access": _ramp, "briefing": _circle, "handover": _circle}
