"""Labels: what they say, printed to pixels, and read back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from lxml import etree
from PIL import Image, ImageFilter

from fourfold.certification.credentials.compact import CompactFlag, SignatureState, check_compact, read_compact
from fourfold.certification.documents.judgement import Opinion
from fourfold.core.problems import Problems
from fourfold.core.words import LANGS, Lang, words
from fourfold.exchange.certificates.code import QUIET_MODULES, code_of
from fourfold.exchange.certificates.label import (
    Label,
    compact_of,
    label_of,
    last_day,
    offset_of_days,
    period_text,
    short_standard,
)
from fourfold.exchange.certificates.label_pages import label_pdf, label_svg
from support.labels import ADDRESS, HERE, body, certificate, label, pixels_of, text_in, words_in

MM_TO_INCH = 1 / 25.4
CODE_MM = 30.0
HOSTILE = '<b>&amp;"#sys.exit()$x$\\#eval("1")*_`@cite</desc><script>alert(1)</script>'


def pixels(made: Label, dpi: float) -> Image.Image:
    return pixels_of(label_pdf(made), dpi)


def words_of(made: Label) -> str:
    return words_in(label_pdf(made))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("draft", [False, True])
def test_a_printed_label_is_read_back_and_its_signature_holds(lang: Lang, draft: bool) -> None:
    made, _ = label(lang, draft=draft)
    text = text_in(pixels(made, 300))
    assert text == made.code.text
    assert text is not None
    assert text.startswith(f"{ADDRESS}#")
    found = read_compact(text, HERE, Problems())
    assert found is not None
    assert found.content == compact_of(certificate(draft=draft))
    assert check_compact(found, [body().keys.issue.public]) is SignatureState.GOOD


@pytest.mark.parametrize(
    ("dpi", "blur", "degrees"), [(203, 0.0, 0.0), (200, 0.6, 3.0), (150, 0.0, 0.0), (150, 0.5, -2.0), (300, 1.5, 12.0)]
)
def test_the_code_is_read_at_thirty_millimetres_by_poor_eyes(dpi: float, blur: float, degrees: float) -> None:
    """150 dots an inch are 177 across the code: less than any phone at reading distance sees."""
    made, _ = label()
    picture = pixels(made, dpi).rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    assert text_in(picture.filter(ImageFilter.GaussianBlur(blur))) == made.code.text


def test_the_code_is_thirty_millimetres_wide_with_its_quiet_zone() -> None:
    made, _ = label()
    dpi = 600
    picture = pixels(made, dpi)
    right = picture.crop((int(43 * dpi * MM_TO_INCH), 0, int(75 * dpi * MM_TO_INCH), int(33 * dpi * MM_TO_INCH)))
    left, top, end, bottom = right.point(lambda value: 255 if value < 100 else 0).crop(
        (0, int(1.2 * dpi * MM_TO_INCH), right.width, right.height)
    ).getbbox() or (0, 0, 0, 0)
    modules = made.code.size - 2 * QUIET_MODULES
    wanted = CODE_MM * modules / made.code.size
    assert abs((end - left) / dpi * 25.4 - wanted) < 0.15
    assert abs((bottom - top) / dpi * 25.4 - wanted) < 0.15


@pytest.mark.parametrize("lang", LANGS)
def test_the_label_says_all_it_must(lang: Lang) -> None:
    made, warnings = label(lang, total_kg_co2e=Decimal("61.2345678901"))
    said = words_of(made)
    w = words(lang)
    for text in ("61.23", "kg CO₂e", "GB/T 24067-2024", certificate().number, "2028-02-29"):
        assert text in said
    for names in (certificate().product, certificate().body, certificate().unit):
        assert w.name(names) in said
    assert w("cradle to gate") in said
    assert warnings == []


def test_chinese_letters_are_text_in_the_pdf_not_boxes() -> None:
    said = words_of(label("zh")[0])
    assert "方形电芯" in said
    assert "示例认证机构" in said


def test_drafts_and_trials_say_so_on_the_label_and_in_its_code() -> None:
    plain, _ = label()
    both, _ = label(draft=True, issuer="did:key:z6MkExample")
    assert plain.bands == ()
    assert len(both.bands) == 2
    said = words_of(both)
    assert "TRIAL" in said
    assert "DRAFT" in said
    assert "TRIAL" not in words_of(plain)
    found = read_compact(both.code.text, HERE, Problems())
    assert found is not None
    assert int(found.content.flags) == 3
    assert both.description.startswith("TRIAL")


def test_a_modified_opinion_says_so_on_the_label_and_in_its_code() -> None:
    made, _ = label(opinion=Opinion.MODIFIED)
    assert made.bands == ("QUALIFIED: the verifier's opinion has exceptions",)
    assert "QUALIFIED" in words_of(made)
    assert made.description.startswith("QUALIFIED")
    found = read_compact(made.code.text, HERE, Problems())
    assert found is not None
    assert found.content.flags is CompactFlag.MODIFIED
    every, _ = label(draft=True, issuer="did:key:z6MkExample", opinion=Opinion.MODIFIED)
    said = words_of(every)
    assert all(word in said for word in ("TRIAL", "DRAFT", "QUALIFIED"))


@pytest.mark.parametrize("lang", LANGS)
def test_hostile_names_stay_names(lang: Lang) -> None:
    names = {"en": HOSTILE, "zh": HOSTILE}
    made, _ = label(lang, product=names, body=names, unit=names)
    svg = label_svg(made)
    root = etree.fromstring(svg.encode())
    tags = {str(element.tag).rpartition("}")[2] for element in root.iter()}
    assert "script" not in tags
    assert tags <= {"svg", "title", "desc", "g", "path", "defs", "use", "symbol", "clipPath", "rect", "style"}
    assert "<script" not in svg
    assert "http" not in svg.replace("http://www.w3.org/", "").partition("</desc>")[2]
    assert HOSTILE in (root.findtext("{http://www.w3.org/2000/svg}desc") or "")
    assert text_in(pixels(made, 300)) == made.code.text
    assert '<b>&amp;"#sys.exit()' in words_of(made)


def test_long_names_are_cut_where_one_can_see_it() -> None:
    name = {"en": "A very long name of a product that nobody would print on so small a label at all", "zh": "电" * 90}
    for lang in LANGS:
        made, _ = label(lang, product=name, body=name, unit=name, number="X" * 40)
        assert made.product[-1].endswith("…")
        assert made.body.endswith("…")
        assert made.per.endswith("…")
        assert name[lang] in made.description
        assert text_in(pixels(made, 200)) == made.code.text


def test_signs_without_a_glyph_are_shown_by_their_code_and_told() -> None:
    made, (warning,) = label("zh", product={"zh": "𠮷电芯"})
    assert warning.kind.code == "signs-not-drawn"
    assert "[U+20BB7]电芯" in words_of(made)


def test_figures_keep_four_digits_and_their_sign() -> None:
    for total, shown in (
        ("0.000012345", "0.00001234"),
        ("-12.5", "−12.50"),
        ("1234567.8", "1 234 568"),
        ("0", "0.000"),
    ):
        made, _ = label(total_kg_co2e=Decimal(total))
        assert made.figure == shown


def test_the_same_label_gives_the_same_bytes() -> None:
    made, _ = label("zh")
    assert label_pdf(made) == label_pdf(made)
    assert label_svg(made) == label_svg(made)


def test_the_svg_stands_alone_in_millimetres_with_its_text_for_readers() -> None:
    made, _ = label("zh")
    root = etree.fromstring(label_svg(made).encode())
    name = "{http://www.w3.org/2000/svg}"
    assert root.get("width") == "76mm"
    assert root.get("height") == "46mm"
    assert root.get("role") == "img"
    assert root.get("lang") == "zh-Hans"
    assert root.findtext(f"{name}title") == made.title
    assert root.findtext(f"{name}desc") == made.description
    ids = {element.get("id") for element in root.iter()}
    assert set((root.get("aria-labelledby") or "").split()) <= ids
    assert not any(element.tag == f"{name}text" for element in root.iter())


def test_the_code_packs_the_form_as_alphanumeric() -> None:
    form = "A2" * 140
    assert code_of(f"{ADDRESS}#{form}").size < code_of(f"{ADDRESS}#{form.lower()}").size
    assert sum(length for _, _, length in code_of("A").runs()) == sum(map(sum, code_of("A").modules))


@pytest.mark.parametrize(
    ("edition", "lines"),
    [
        ("EX 1 2026", ("EX 1 2026",)),
        ("GB/T 24067-2024 2024", ("GB/T 24067-2024",)),
        ("Rules for footprints of steel 2026-03", ("Rules for footprints of", "steel 2026-03")),
        ("Ares(2024)3131389 draft delegated act of 2024-04-29 under Article 7", (certificate().standard_id,)),
    ],
)
def test_a_standard_takes_two_lines_and_is_never_cut(edition: str, lines: tuple[str, ...]) -> None:
    made = label_of(certificate(edition=edition), b"x", ADDRESS, "en", HERE, Problems())
    shown = tuple(value for name, value in made.rows if name in ("Standard", ""))
    assert shown == lines
    assert " ".join(shown) in words_of(made)


def test_days_of_another_clock_are_told_where_there_is_one() -> None:
    day = datetime(2025, 1, 1, tzinfo=UTC)
    for hours, offset in ((-8, 8.0), (5, -5.0), (-5.5, 5.5), (0, 0.0)):
        start = day + timedelta(hours=hours)
        assert offset_of_days(start, start + timedelta(days=365)) == timedelta(hours=offset)
    noon = day + timedelta(hours=12)  # UTC+12 or UTC-12
    assert offset_of_days(noon, noon + timedelta(days=1)) is None
    assert offset_of_days(day, noon) is None


def test_a_standard_with_a_long_edition_is_named_by_its_pack() -> None:
    long = certificate(edition="Ares(2024)3131389 draft delegated act of 2024-04-29 under Article 7")
    assert short_standard(long) == long.standard_id
    assert short_standard(certificate()) == "GB/T 24067-2024"


def test_half_open_times_are_shown_by_their_last_day() -> None:
    start, end = datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
    assert last_day(end) == "2025-12-31"
    assert period_text(start, end) == "2025-01-01 – 2025-12-31"
    assert period_text(start, None) == "2025-01-01 –"
    assert period_text(start.replace(hour=16), end) == "2025-01-01 16:00 – 2026-01-01 00:00 UTC"
    assert period_text(start.replace(hour=16), None) == "2025-01-01 16:00 – UTC"
