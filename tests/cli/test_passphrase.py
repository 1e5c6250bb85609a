"""Where passphrases come from: a file, standard input, the terminal; what is wrong with them is said, they are not."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from fourfold.cli.passphrase import read_passphrase
from fourfold.cli.show import speak
from fourfold.core.problems import InputError
from support.keys import PASSPHRASE, codes_of


class Terminal:
    """Standard input that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def typed(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    """Answers of a person, in order; the questions are collected."""
    questions: list[str] = []
    left = list(answers)

    def getpass(question: str) -> str:
        questions.append(question)
        if not left:
            raise EOFError
        return left.pop(0)

    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", getpass)
    return questions


def given(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    """What stands in standard input."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


@pytest.mark.parametrize("ending", [b"", b"\n", b"\r\n"])
def test_a_file_holds_one_line(tmp_path: Path, ending: bytes) -> None:
    (tmp_path / "p").write_bytes(PASSPHRASE + ending)
    assert read_passphrase(tmp_path / "p") == PASSPHRASE


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "passphrase-empty"),
        (b"\n", "passphrase-empty"),
        (b"one line\nand another", "passphrase-lines"),
        (b"one line\n\n", "passphrase-lines"),
        (b"\xff\xfe\xfd", "passphrase-unreadable"),
        (b"x" * 5000, "passphrase-long"),
    ],
)
def test_a_file_that_holds_something_else_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    (tmp_path / "p").write_bytes(content)
    assert codes_of(lambda: read_passphrase(tmp_path / "p")) == [code]


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    assert codes_of(lambda: read_passphrase(tmp_path / "none")) == ["passphrase-unreadable"]
    assert codes_of(lambda: read_passphrase(tmp_path)) == ["passphrase-unreadable"]


def test_a_short_passphrase_opens_an_old_file_but_makes_no_new_one(tmp_path: Path) -> None:
    (tmp_path / "p").write_text("short")
    assert read_passphrase(tmp_path / "p") == b"short"
    assert codes_of(lambda: read_passphrase(tmp_path / "p", confirm=True)) == ["passphrase-weak"]


def test_standard_input_is_read_a_line_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, b"first line of it\r\nsecond line of it\n")
    assert read_passphrase(Path("-")) == b"first line of it"
    assert read_passphrase(Path("-")) == b"second line of it"
    assert codes_of(lambda: read_passphrase(Path("-"))) == ["passphrase-empty"]


def test_one_spelling_of_a_letter_stands_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keyboards write é as one character or as two; the key must open with both."""
    given(monkeypatch, "un mètre très léger\n".encode() + "un me\u0300tre tre\u0300s le\u0301ger\n".encode())
    assert read_passphrase(Path("-")) == read_passphrase(Path("-"))


def test_the_terminal_is_asked_once_for_an_old_file_and_twice_for_a_new_one(monkeypatch: pytest.MonkeyPatch) -> None:
    speak("en")  # whatever verb ran before in this process
    questions = typed(monkeypatch, "short", PASSPHRASE.decode(), PASSPHRASE.decode())
    assert read_passphrase(None, key="root.pem") == b"short"
    assert read_passphrase(None, confirm=True) == PASSPHRASE
    assert questions == ["Passphrase for root.pem: ", "Passphrase for the key: ", "The same again: "]


def test_what_is_typed_differently_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, PASSPHRASE.decode(), PASSPHRASE.decode() + "x")
    assert codes_of(lambda: read_passphrase(None, confirm=True)) == ["passphrases-differ"]


@pytest.mark.parametrize(("typing", "code"), [("", "passphrase-empty"), ("short", "passphrase-weak")])
def test_what_is_typed_for_a_new_file_must_be_good(monkeypatch: pytest.MonkeyPatch, typing: str, code: str) -> None:
    typed(monkeypatch, typing, typing)
    assert codes_of(lambda: read_passphrase(None, confirm=True)) == [code]


def test_without_a_terminal_the_way_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, b"")
    assert codes_of(lambda: read_passphrase(None)) == ["passphrase-unknown"]
    with pytest.raises(InputError) as caught:
        read_passphrase(None)
    assert "FOURFOLD_PASSPHRASE_FILE" in caught.value.problems[0].kind.expected


def test_an_end_of_input_at_the_question_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch)
    assert codes_of(lambda: read_passphrase(None)) == ["passphrase-unknown"]


def test_a_terminal_that_would_show_what_is_typed_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    import getpass
    import warnings

    def shown(_question: str) -> str:
        warnings.warn("Can not control echo on the terminal.", getpass.GetPassWarning, stacklevel=2)
        return PASSPHRASE.decode()

    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", shown)
    assert codes_of(lambda: read_passphrase(None)) == ["passphrase-unknown"]
