"""Labels as browsers draw them, and the page that checks them without network."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from fourfold.certification.credentials.compact import Compact, compact_text, read_compact, sign_compact
from fourfold.certification.keys.key import KeyKind, SigningKey, new_key
from fourfold.core.problems import Problems
from fourfold.core.words import LANGS, Lang
from fourfold.exchange.certificates.checker import CheckerKey, checker_page
from fourfold.exchange.certificates.label import compact_of
from fourfold.exchange.certificates.label_pages import label_svg
from support.labels import HERE, NAMES, certificate, label, text_in

pytestmark = pytest.mark.browser

ED25519, P256, LOST = new_key(), new_key(KeyKind.P256), new_key()
AS_OF = datetime(2026, 3, 1, tzinfo=UTC)
IN_TIME, TOO_LATE = datetime(2026, 6, 1, tzinfo=UTC), datetime(2028, 3, 1, tzinfo=UTC)
CSS_DPI = 96


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("dpi", [300, 150])
def test_the_svg_is_read_back_from_a_browsers_pixels(browser: Browser, tmp_path: Path, lang: Lang, dpi: int) -> None:
    made, _ = label(lang, draft=True)
    (tmp_path / "label.svg").write_text(label_svg(made), encoding="utf-8")
    page = browser.new_page(device_scale_factor=dpi / CSS_DPI, viewport={"width": 320, "height": 240})
    page.goto((tmp_path / "label.svg").as_uri())
    picture = Image.open(io.BytesIO(page.screenshot())).convert("L")
    assert text_in(picture) == made.code.text
    box = page.locator("svg").bounding_box()
    assert box is not None
    assert abs(box["width"] - 76 / 25.4 * CSS_DPI) < 1
    page.close()


@pytest.fixture(scope="module")
def checker(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("checker") / "label.html"
    keys = [CheckerKey(ED25519.public), CheckerKey(P256.public), CheckerKey(LOST.public, compromised=True)]
    page = checker_page(NAMES["body"], "did:web:certifier.example", keys, AS_OF, "en")
    path.write_text(page, encoding="utf-8")
    return path


def form(key: SigningKey = ED25519, content: Compact | None = None) -> str:
    data = sign_compact(content or compact_of(certificate()), key, HERE, Problems())
    assert data is not None
    return compact_text(data)


def opened(browser: Browser, checker: Path, fragment: str = "", at: datetime = IN_TIME) -> Page:
    """The page without network, at a moment; anything it would fetch, or any error of its script, fails the test."""
    context = browser.new_context(offline=True, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.clock.set_fixed_time(at)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda request: wrong.append(request.url) if not request.url.startswith("file:") else None)
    page.goto(checker.as_uri() + fragment)
    assert wrong == []
    return page


def verdict(page: Page, text: str) -> str:
    page.evaluate("document.getElementById('result').removeAttribute('data-state')")
    page.locator("#text").fill(text)
    page.locator("form button").click()
    page.locator("#result[data-state]").wait_for()
    return page.locator("#result").get_attribute("data-state") or ""


def test_a_good_label_is_good_at_best_with_its_status_unknown(browser: Browser, checker: Path) -> None:
    page = opened(browser, checker, f"#{form()}")
    page.locator("#result[data-state=good]").wait_for()
    assert page.locator("#verdict").inner_text() == "Signature good, status not known"
    facts = page.locator("#facts").inner_text()
    for text in ("GB/T 24067-2024", certificate().number, "2028-02-29", "cradle to gate", "kg CO₂e"):
        assert text in facts
    assert str(certificate().total_kg_co2e) in facts
    assert "did:web:certifier.example" in page.locator("footer").inner_text()
    assert " valid" not in page.locator("#verdict").inner_text()
    page.context.close()


def test_both_schemes_and_whole_addresses_are_read(browser: Browser, checker: Path) -> None:
    page = opened(browser, checker)
    assert verdict(page, form(P256)) == "good"
    assert verdict(page, f"  https://certifier.example/label.html#{form()}\n") == "good"
    page.context.close()


def test_other_keys_lost_keys_and_ended_validity_are_told_apart(browser: Browser, checker: Path) -> None:
    page = opened(browser, checker)
    assert verdict(page, form(new_key())) == "unknown"
    assert page.locator("#heading").inner_text() == "What the text says; it is not proven"
    assert verdict(page, form(LOST)) == "compromised"
    page.context.close()
    late = opened(browser, checker, f"#{form()}", TOO_LATE)
    late.locator("#result[data-state=expired]").wait_for()
    late.context.close()


def test_a_text_that_is_no_label_is_refused(browser: Browser, checker: Path) -> None:
    page = opened(browser, checker)
    for text in ("", "hello", "https://certifier.example/", "A" * 5000, "AAAA" * 100, form()[:-8], form() + "AAAAAAAA"):
        assert verdict(page, text) == "unreadable"
        assert page.locator("#facts").inner_text() == ""
    page.context.close()


def test_the_page_and_the_program_judge_flipped_bits_alike(browser: Browser, checker: Path) -> None:
    """Two readers of one format: neither may take what the other refuses."""
    page = opened(browser, checker)
    good = form()
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    for at in range(0, len(good), 13):
        text = good[:at] + alphabet[(alphabet.index(good[at]) ^ (1 << at % 5)) % 32] + good[at + 1 :]
        readable = read_compact(text, HERE, Problems()) is not None
        found = verdict(page, text)
        assert found != "good"
        assert (found != "unreadable") == readable, at
    page.context.close()


def test_what_a_label_must_not_hide_is_shown(browser: Browser, checker: Path) -> None:
    page = opened(browser, checker)
    draft = compact_of(certificate(draft=True, issuer="did:key:z6MkExample"))
    assert verdict(page, form(content=draft)) == "good"
    flags = page.locator("#flags").inner_text()
    assert "TRIAL" in flags
    assert "DRAFT" in flags
    assert verdict(page, form()) == "good"
    assert not page.locator("#flags").is_visible()
    page.context.close()


def test_hostile_texts_stay_texts(browser: Browser, checker: Path) -> None:
    page = opened(browser, checker)
    hostile = replace(compact_of(certificate()), unit="<img src=x onerror=a>")
    assert verdict(page, form(content=hostile)) == "good"
    assert "<img src=x onerror=a>" in page.locator("#facts").inner_text()
    assert page.locator("#facts img").count() == 0
    page.context.close()


def test_names_of_a_body_cannot_leave_their_script(browser: Browser, tmp_path: Path) -> None:
    name = "</script><script>document.title='bad'</script>"
    path = tmp_path / "label.html"
    path.write_text(checker_page({"en": name}, "did:web:a", [], AS_OF, "en"), encoding="utf-8")
    page = opened(browser, path)
    assert page.title() == "Check a label"
    assert page.locator("#body").inner_text() == name
    page.context.close()


def test_the_page_speaks_both_languages_and_fits_a_phone(browser: Browser, checker: Path) -> None:
    page = opened(browser, checker, f"#{form()}")
    page.locator("#result[data-state=good]").wait_for()
    page.locator("button[data-lang=zh]").click()
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    assert NAMES["body"]["zh"] in page.locator("#body").inner_text()
    assert "从摇篮到大门" in page.locator("#facts").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.context.close()


def test_the_page_forbids_itself_the_network(browser: Browser, checker: Path) -> None:
    text = checker.read_text(encoding="utf-8")
    assert "default-src &#39;none&#39;; script-src &#39;sha256-" in text
    assert "http://" not in text
    assert "https://" not in text.replace("https://certifier.example", "")
    page = opened(browser, checker)
    blocked = page.evaluate("fetch('https://certifier.example/').then(() => 'sent', () => 'refused')")
    assert blocked == "refused"
    page.context.close()
