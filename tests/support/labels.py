"""A certificate to label, its signed form, and the eye that reads labels back from pixels."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pypdfium2
import zxingcpp
from PIL import Image

from fourfold.certification.credentials.compact import sign_compact
from fourfold.certification.documents.certificate import Certificate, read_certificate
from fourfold.certification.documents.statement import Statement, read_statement
from fourfold.core.problems import Place, Problem, Problems
from fourfold.core.words import Lang
from fourfold.exchange.certificates.label import Label, compact_of, label_of
from support.certified import Body, Certified

HERE = Place("test")
ADDRESS = "https://certifier.example/footprints/label.html"
NAMES = {
    "product": {"en": "Prismatic cell, 280 Ah", "zh": "方形电芯 280 Ah"},
    "body": {"en": "Example Certifier", "zh": "示例认证机构"},
    "unit": {"en": "1 kWh of capacity", "zh": "1 kWh 容量"},
}


@cache
def body() -> Body:
    """One body for all tests of labels."""
    return Body()


@cache
def certified() -> Certified:
    """What it certified."""
    return body().certify()


@cache
def _certificate() -> Certificate:
    found = read_certificate(certified().certificate, HERE, Problems())
    assert found is not None
    return found


@cache
def statement() -> Statement:
    """The statement the certificate points to."""
    found = read_statement(certified().statement, HERE, Problems())
    assert found is not None
    return found


def certificate(*, draft: bool = False, **changes: Any) -> Certificate:
    """A certificate under a reviewed pack, or a draft, with changes."""
    standard = {**_certificate().standard, "status": "draft" if draft else "reviewed"}
    given = {"standard": standard, "edition": "GB/T 24067-2024 2024", **NAMES, **changes}
    return replace(_certificate(), **given)


def signed_form(of: Certificate) -> bytes:
    """Its compact form, signed by the body."""
    problems = Problems()
    data = sign_compact(compact_of(of), body().keys.issue, HERE, problems)
    assert data is not None, list(problems)
    return data


def label(lang: Lang = "en", *, draft: bool = False, **changes: Any) -> tuple[Label, list[Problem]]:
    """A label and the warnings it came with."""
    of, problems = certificate(draft=draft, **changes), Problems()
    made = label_of(of, signed_form(of), ADDRESS, lang, HERE, problems)
    return made, list(problems)


def text_in(picture: Image.Image) -> str | None:
    """What a scanner reads in a picture; nothing where it reads nothing."""
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return found[0].text if found else None


def pixels_of(pdf: bytes, dpi: float, page: int = 0) -> Image.Image:
    """A page of a PDF as grey pixels."""
    with pypdfium2.PdfDocument(pdf) as document:
        picture: Image.Image = document[page].render(scale=dpi / 72).to_pil()
        return picture.convert("L")


def words_in(pdf: bytes) -> str:
    """The text of all pages, spaces folded."""
    with pypdfium2.PdfDocument(pdf) as document:
        texts: list[str] = [page.get_textpage().get_text_range() for page in document]
    return " ".join(" ".join(texts).split())
