"""What the font can draw, and what becomes of what it cannot."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from fourfold.core.problems import Place, Problems
from fourfold.core.words import LANGS, words
from fourfold.exchange.certificates.checker_texts import TEXTS
from fourfold.exchange.certificates.signs import FAMILY, FONTS, Pen, is_drawn, width_of
from fourfold.exchange.report.labels import LABELS

SOURCE = Path(__file__).parents[3] / "src" / "fourfold"
FONT = FONTS / "FourfoldHan-Regular.otf"


def test_the_list_of_characters_is_that_of_the_font() -> None:
    listed = {code for code in range(0x110000) if is_drawn(chr(code))}
    there = set(TTFont(FONT).getBestCmap())
    assert listed <= there
    assert all(not chr(code).isprintable() for code in there - listed)


def test_the_font_has_all_of_gb_2312_and_the_lowered_two() -> None:
    han = [bytes((row, cell)).decode("gb2312", "ignore") for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF)]
    assert sum(map(bool, han)) == 6763
    assert all(is_drawn(sign) for sign in han if sign)
    assert is_drawn("₂")
    assert is_drawn("−")


def test_the_font_bears_a_name_of_its_own_and_its_licence() -> None:
    names = TTFont(FONT)["name"]
    assert names.getDebugName(1) == FAMILY
    own = [str(name) for name in names.names if name.nameID in (1, 3, 4, 6, 16)]
    assert not any(word in text for text in own for word in ("Noto", "Source"))
    licence = (FONTS / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "Reserved Font Name" in licence


@pytest.mark.parametrize("lang", LANGS)
def test_every_sign_of_our_own_texts_has_a_glyph(lang: str) -> None:
    """A glyph that is missing would be an empty box in a certificate, without a word."""
    w = words("zh" if lang == "zh" else "en")
    ours = [w(text) for vocabulary in LABELS.values() for text in vocabulary.values()]
    ours += [w(text) for text in TEXTS.values()]
    for path in (SOURCE / "exchange" / "certificates").glob("*.py"):
        ours += [w(text) for text in re.findall(r'N_\("([^"]+)"\)', path.read_text(encoding="utf-8"))]
    assert {sign for text in ours for sign in text if not is_drawn(sign)} <= {"\n"}


def test_every_sign_of_the_chinese_catalogue_has_a_glyph() -> None:
    with (SOURCE / "locale" / "zh_Hans" / "LC_MESSAGES" / "fourfold.po").open("rb") as stream:
        catalogue = read_po(stream)
    texts = [str(message.string) for message in catalogue]
    signs = {sign for text in texts for sign in text if "\u3400" <= sign <= "\u9fff"}
    assert {sign for sign in signs if not is_drawn(sign)} == set()


def test_a_sign_without_glyph_becomes_its_code_and_is_told() -> None:
    pen, problems = Pen(), Problems()
    assert pen("𠮷野家") == "[U+20BB7]野家"
    assert pen("a\u202eb\u200b\N{PILE OF POO}") == "a[U+202E]b[U+200B][U+1F4A9]"
    pen.report(Place("product"), problems)
    (problem,) = problems
    assert problem.kind.code == "signs-not-drawn"
    assert problem.severity == "warning"
    assert problem.params["found"] == "U+20BB7, U+202E, U+200B, U+1F4A9"


def test_what_is_drawn_whole_is_not_told() -> None:
    pen, problems = Pen(), Problems()
    assert pen("1\N{NARROW NO-BREAK SPACE}234\nkg") == "1 234 kg"
    pen.report(Place("product"), problems)
    assert len(problems) == 0


@given(st.text(max_size=80), st.integers(4, 40), st.integers(1, 3))
def test_lines_fit_and_say_where_something_is_missing(text: str, width: int, most: int) -> None:
    lines = Pen().lines(text, width, most)
    assert len(lines) <= most
    assert all(sum(map(width_of, line)) <= width + 1 for line in lines)
    whole = Pen()(text)
    said = "".join(lines).replace(" ", "")
    assert said == whole.replace(" ", "") or said.endswith("…")


@given(st.text(max_size=60))
def test_nothing_is_drawn_that_has_no_glyph(text: str) -> None:
    assert all(map(is_drawn, Pen()(text)))
