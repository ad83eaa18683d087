"""Slips come out of the printer whole, whatever the name, and a phone reads them."""

import io
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
import segno
import typst
from PIL import Image

from lms.core import pdf
from lms.core.clock import frozen
from lms.core.i18n import speaking
from lms.core.pdf import NotSet, Slip, set_pages, set_pdf, slips_data, slips_pdf, spaced
from lms.core.qr import qr_svg

URL = "https://comptoir.example.org/entrer#K7M29XQ4"
LONG = "Maximilien-Alexandre de La Rochefoucauld-Montmorency de Saint-Germain-en-Laye d’Estaing"
PROGRAM = '#import "x.typ": * $a$ *b* _c_ `d` [e] \\ @f <g> // h'


def slip(name: str = "Élodie Lefèvre", **changes: str) -> Slip:
    known = {
        "unit": "Nantes Beaulieu",
        "code": "K7M29XQ4",
        "url": URL,
        "address": "comptoir.example.org/entrer",
        "until": "19 mars 2026 à 9 h 41",
    }
    return Slip(name=name, **{**known, **changes})


def pages(*slips: Slip) -> list[Image.Image]:
    return [Image.open(io.BytesIO(one)) for one in set_pages("slips", slips_data(slips), 72)]


def ink(page: Image.Image, column: int, row: int) -> int:
    """Count the dark pixels of one slip of a page (2 columns, 4 rows)."""
    width, height = page.size[0] // 2, page.size[1] // 4
    box = (column * width + 8, row * height + 4, (column + 1) * width - 8, (row + 1) * height - 4)
    return sum(page.convert("L").crop(box).histogram()[:128])


def test_eight_slips_make_one_page_and_the_ninth_a_second():
    assert len(pages(*[slip()] * 8)) == 1
    first, second = pages(*[slip()] * 9)
    assert all(ink(first, column, row) > 500 for column in (0, 1) for row in range(4))
    assert ink(second, 0, 0) > 500
    assert ink(second, 1, 0) == 0


def test_a_slip_is_an_accessible_pdf_that_says_its_language():
    with speaking("fr"), frozen(datetime(2026, 3, 12, tzinfo=UTC)):
        made = slips_pdf([slip()])
        assert made == slips_pdf([slip()]), "the same slips are the same bytes"
    assert made.startswith(b"%PDF-1.7")
    assert b"pdfuaid:part" in made
    assert b"<rdf:li>fr</rdf:li>" in made


@pytest.mark.parametrize(
    "name", [LONG, PROGRAM, "Ngọc Öztürk-Łukasiewicz", "", "李小龙", "x" * 200]
)
def test_any_name_is_set_as_a_name_and_stays_on_its_slip(name):
    (page,) = pages(slip(name), slip("A"))
    assert ink(page, 0, 0) > 500
    assert ink(page, 0, 1) == 0
    assert slips_pdf([slip(name)])


def test_canary_a_name_put_in_the_program_would_be_run():
    with pytest.raises(typst.TypstError):
        typst.compile(f"#set page(width: 9cm)\n{PROGRAM}".encode())


def test_a_template_that_is_not_there_is_named_without_its_data():
    with pytest.raises(NotSet) as caught:
        set_pdf("absent", {"name": "Élodie"})
    assert "Élodie" not in str(caught.value)


def test_nothing_to_print_is_said():
    with pytest.raises(ValueError, match="no slip"):
        slips_pdf([])


@pytest.mark.parametrize(
    ("code", "shown"),
    [("K7M29XQ4", "K7M2 9XQ4"), ("12345", "1 2345"), ("AB", "AB"), ("K7 M2", "K7 M2"), ("", "")],
)
def test_a_code_is_shown_in_groups_of_four(code, shown):
    assert spaced(code) == shown


def test_fonts_are_ours_on_every_machine():
    families = set(pdf._fonts().families())
    assert "Figtree" in families
    assert not families & {"Arial", "Liberation Sans", "DejaVu Sans"}


def test_a_code_is_drawn_without_style_or_script_and_says_its_name():
    drawn = qr_svg(URL, title='Code <b>"x"</b>')
    assert "style=" not in drawn
    assert "script" not in drawn
    assert "width=" not in drawn.split(">", 1)[0]
    root = ET.fromstring(drawn)
    title = root.find("{http://www.w3.org/2000/svg}title")
    assert title is not None
    assert title.text == 'Code <b>"x"</b>'


def test_the_drawn_code_is_the_one_that_was_asked():
    """Compare the drawn modules with those of the standard's own matrix."""
    expected = segno.make(URL, error="m", micro=False, boost_error=False)
    (page,) = [
        Image.open(io.BytesIO(one)).convert("L")
        for one in set_pages("slips", slips_data([slip()]), 300)
    ]
    side = expected.symbol_size(border=4)[0]
    corner = page.size[0] / 210
    left, top, size = 6 * corner, (19 + (74.25 - 19) / 2 + 1.6) * corner, 24.5 * corner
    step = size / side
    wrong = 0
    for row, line in enumerate(expected.matrix):
        for column, module in enumerate(line):
            x, y = left + (column + 4.5) * step, top + (row + 4.5) * step
            wrong += (page.getpixel((round(x), round(y))) < 128) != bool(module)
    assert wrong == 0


def test_a_code_that_paper_cannot_carry_is_refused():
    with pytest.raises(ValueError, match="QR"):
        qr_svg("x" * 1201)
