"""Redraw the pictures of labels in the documentation: ``python scripts/label_images.py BUNDLE``.

Takes any bundle (docs/how-to/issue-certificates.md makes one) and gives it the name of a standard that fits a label.
Needs a Chromium for the checker; FOURFOLD_CHROMIUM names another than the system's.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pypdfium2
from playwright.sync_api import sync_playwright

from fourfold.app.certification.labels.labels import source_of_bundle
from fourfold.certification.credentials.compact import sign_compact
from fourfold.certification.documents.certificate import Certificate
from fourfold.certification.keys.key import SigningKey, new_key
from fourfold.core.problems import Place, Problems
from fourfold.core.words import Lang
from fourfold.exchange.certificates.checker import CheckerKey, checker_page
from fourfold.exchange.certificates.label import Label, compact_of, label_of
from fourfold.exchange.certificates.label_pages import label_pdf

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
PAGE = "https://certifier.example/label.html"
DPI = 200


def main() -> None:
    """Write the pictures."""
    found = source_of_bundle(Path(sys.argv[1])).certificate
    certificate = replace(found, edition="GB/T 24067-2024", standard={**found.standard, "status": "reviewed"})
    trial = replace(found, edition="GB/T 24067-2024", issuer="did:key:z6MkExample")
    key = new_key()
    draw(made(certificate, key, "en"), "label-en.png")
    draw(made(certificate, key, "zh"), "label-zh.png")
    draw(made(trial, key, "en"), "label-draft.png")
    show_checker(certificate, key)


def made(certificate: Certificate, key: SigningKey, lang: Lang) -> Label:
    """A label, signed by a key of the moment."""
    problems = Problems()
    data = sign_compact(compact_of(certificate), key, Place("picture"), problems)
    problems.raise_if_errors()
    return label_of(certificate, data or b"", PAGE, lang, Place("picture"), problems)


def draw(label: Label, name: str) -> None:
    """A label as PNG with few colours."""
    with pypdfium2.PdfDocument(label_pdf(label)) as document:
        picture = document[0].render(scale=DPI / 72).to_pil()
        picture.quantize(32).save(IMAGES / name, optimize=True)


def show_checker(certificate: Certificate, key: SigningKey) -> None:
    """The checker on a phone with a good label."""
    page_text = checker_page(
        certificate.body, certificate.issuer, [CheckerKey(key.public)], certificate.valid_from, "en"
    )
    program = os.environ.get("FOURFOLD_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "label.html"
        path.write_text(page_text, encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 390, "height": 700})
        page.clock.set_fixed_time(certificate.valid_from)
        page.goto(f"{path.as_uri()}#{made(certificate, key, 'en').code.text.rpartition('#')[2]}")
        page.locator("#result[data-state=good]").wait_for()
        page.screenshot(path=IMAGES / "label-checker.png", full_page=True)
        browser.close()


if __name__ == "__main__":
    main()
