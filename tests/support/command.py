"""Run the ``fourfold`` command inside the test process, as its entry point does."""

from __future__ import annotations

import sys
from functools import cache
from typing import NamedTuple

import pytest
import typer.main

from fourfold.cli.main import run

_built = cache(typer.main.get_command)
"""The verbs as they are parsed: building them anew for every call takes longer than most verbs do."""


class Outcome(NamedTuple):
    """Exit code, standard output, standard error."""

    code: int
    out: str
    err: str


class Command:
    """Runs verbs and captures what they print."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch, self._capfd = monkeypatch, capfd

    def __call__(self, *arguments: object) -> Outcome:
        """Run with these arguments; a traceback fails the test because only `SystemExit` may come out."""
        self._monkeypatch.setattr(sys, "argv", ["fourfold", *map(str, arguments)])
        self._monkeypatch.setattr(typer.main, "get_command", _built)
        with pytest.raises(SystemExit) as caught:
            run()
        out, err = self._capfd.readouterr()
        assert "Traceback" not in out + err
        return Outcome(int(caught.value.code or 0), out, err)
