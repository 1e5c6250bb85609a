"""Remake the font of labels and certificates: a subset of Noto Sans CJK SC under a name of its own.

``python scripts/fonts.py [FONT.ttc]`` writes ``src/fourfold/exchange/certificates/fonts/FourfoldHan-Regular.otf``, and
``characters.txt`` beside it: what it has, as ranges, so that a sign without a glyph is found before it is drawn. The
source is Debian's package fonts-noto-cjk (1:20220127). Kept: all of GB 2312 (6,763 Han characters and its signs) and a
few more, Latin with diacritics, Greek, Cyrillic, punctuation. Raised and lowered digits, which the source lacks (and
CO₂ needs), are drawn from its digits. The licence (SIL OFL 1.1) reserves the name of the original to the original, so
the family is renamed. The same source and the same fontTools give the same bytes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTCollection, TTFont

SOURCE = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
TARGET = Path(__file__).parent.parent / "src/fourfold/exchange/certificates/fonts/FourfoldHan-Regular.otf"
FAMILY = "Fourfold Han"
ORIGINAL = "Noto Sans CJK SC"
EXTRA = "㶲昇喆堃镕玥珺祎犇燊璟翀烜赟旻焜炘垚淏昱甯瑢珮頔劼琤铄骁彧昉嫄芃茜荻莜菁蘅谌逄邬郐鄢麴锳锴钰铉鍀镝"
"""Beyond GB 2312: a word of the field (exergy), and signs that names of people and companies use."""
SMALL = 0.62
"""Of a digit's size: its superscript and subscript."""
FIRST_OWN = 65_500
"""Identifier of the first glyph of our own; the source's end below it."""
RANGES = (
    *((0x20, 0x7E), (0xA0, 0x17F), (0x218, 0x21B), (0x2C6, 0x2DD)),  # Latin and its accents
    *((0x370, 0x3FF), (0x400, 0x45F), (0x1E80, 0x1EF9)),  # Greek, Cyrillic, more Latin
    *((0x2000, 0x206F), (0x2070, 0x209C), (0x20A0, 0x20BF)),  # punctuation, super- and subscripts, currencies
    *((0x2100, 0x214F), (0x2150, 0x218B), (0x2190, 0x21FF), (0x2200, 0x22FF)),  # letter-like, numbers, arrows, signs
    *((0x2460, 0x24FF), (0x2500, 0x257F), (0x25A0, 0x25FF), (0x2600, 0x266F)),  # enclosed numbers, boxes, shapes
    *((0x3000, 0x303F), (0x3200, 0x33FF), (0xFF00, 0xFFEF)),  # Chinese punctuation, units, full width
)


def characters() -> set[int]:
    """Code points to keep, as far as the source has them."""
    kept = {code for first, last in RANGES for code in range(first, last + 1)}
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                kept.update(map(ord, bytes((row, cell)).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    return kept | set(map(ord, EXTRA))


def add_digits(font: TTFont) -> None:
    """Superscripts and subscripts the font lacks: its own digits and minus at 62 %, raised or lowered."""
    glyphs, cmap = font.getGlyphSet(), font.getBestCmap()
    top = font["CFF "].cff.topDictIndex[0]
    added: list[str] = []
    signs = [(ord("0") + digit, digit) for digit in range(10)] + [(0x2212, 11)]
    for base, shift in ((0x2070, 320), (0x2080, -140)):
        for source, offset in signs:
            code = base + offset
            if code in cmap:
                continue
            name, of = f"cid{FIRST_OWN + len(added):05d}", cmap[source]
            added.append(name)
            advance = round(font["hmtx"][of][0] * SMALL)
            pen = T2CharStringPen(advance, glyphs)
            glyphs[of].draw(TransformPen(pen, (SMALL, 0, 0, SMALL, 0, shift)))
            at = font["CFF "].cff.topDictIndex[0].FDSelect[font.getGlyphID(of)]
            drawn = pen.getCharString(top.FDArray[at].Private, top.GlobalSubrs)
            top.CharStrings.charStringsIndex.append(drawn)
            top.CharStrings.charStrings[name] = len(top.CharStrings.charStringsIndex) - 1
            top.charset.append(name)
            top.FDSelect.append(at)
            font["hmtx"][name] = (advance, round(font["hmtx"][of][1] * SMALL))
            for table in font["cmap"].tables:
                if table.isUnicode():
                    table.cmap[code] = name
    font.setGlyphOrder(list(top.charset))


def rename(font: TTFont) -> None:
    """Give the family its own name everywhere the old one stands; copyright and licence stay."""
    names = font["name"]
    copyright_text, licence, address = (names.getDebugName(n) for n in (0, 13, 14))
    names.names = []
    postscript = FAMILY.replace(" ", "") + "-Regular"
    description = f"Subset of {ORIGINAL} 2.004, renamed"
    texts = {0: copyright_text, 1: FAMILY, 2: "Regular", 3: f"2.004;{postscript}", 4: FAMILY, 5: "Version 2.004"}
    for code, text in {**texts, 6: postscript, 10: description, 13: licence, 14: address}.items():
        names.setName(text, code, 3, 1, 0x409)
    top = font["CFF "].cff
    top.fontNames = [postscript]
    top.topDictIndex[0].FullName = FAMILY
    top.topDictIndex[0].FamilyName = FAMILY


def ranges(codes: list[int]) -> str:
    """Code points in order as lines ``first-last`` in hexadecimal."""
    found: list[list[int]] = []
    for code in codes:
        if found and found[-1][1] == code - 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return "".join(f"{first:X}-{last:X}\n" for first, last in found)


def main() -> None:
    """Write the font."""
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else SOURCE
    fonts = TTCollection(source).fonts
    font = next(font for font in fonts if font["name"].getDebugName(1) == ORIGINAL)
    options = subset.Options()
    options.layout_features = ["kern", "mark", "mkmk", "ccmp"]
    options.hinting = False
    options.desubroutinize = False
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.recalc_timestamp = False
    options.drop_tables += ["BASE", "VORG", "vhea", "vmtx", "DSIG"]
    maker = subset.Subsetter(options)
    maker.populate(unicodes=characters())
    maker.subset(font)
    add_digits(font)
    rename(font)
    font.recalcTimestamp = False
    font.save(TARGET)
    (TARGET.parent / "characters.txt").write_text(ranges(sorted(font.getBestCmap())), encoding="ascii")
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes, {len(font.getBestCmap())} characters")


if __name__ == "__main__":
    main()
