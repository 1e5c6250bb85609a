"""Every command and every Python block in README and docs runs, and what the text says it prints is printed.

A ``console`` block holds commands after ``$`` and some of the lines they print; ``…`` stands for any text. Blocks of
one page run in order in one folder with a copy of ``examples``. ``make`` targets are what runs this test, so of them
only the existence is checked.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support.command import Command

REPOSITORY = Path(__file__).resolve().parents[2]
PAGES = sorted(
    path
    for path in [
        REPOSITORY / "README.md",
        REPOSITORY / "CONTRIBUTING.md",
        *REPOSITORY.glob("docs/**/*.md"),
        *REPOSITORY.glob("examples/*/README.md"),
    ]
    if "```console" in path.read_text(encoding="utf-8") or "```python" in path.read_text(encoding="utf-8")
)
BLOCK = re.compile(r"^[ ]*```(console|python)\n(.*?)^[ ]*```", re.MULTILINE | re.DOTALL)


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(REPOSITORY).as_posix())
def test_page_runs(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Verbs of ours run in this process, because loading them anew takes longer than most of them do."""
    shutil.copytree(REPOSITORY / "examples", tmp_path / "examples", ignore=shutil.ignore_patterns("out"))
    monkeypatch.chdir(tmp_path)
    library = {"FOURFOLD_LIBRARY": str(tmp_path / ".library")}  # never the library of whoever runs the tests
    for name, value in {**library, "COLUMNS": "110", "NO_COLOR": "1", "PYTHONUTF8": "1"}.items():
        monkeypatch.setenv(name, value)
    fourfold = Command(monkeypatch, capfd)
    for kind, text in BLOCK.findall(page.read_text(encoding="utf-8")):
        if kind == "python":
            _run([sys.executable, "-c", text], expected=[])
        else:
            for command, shown in _commands(text):
                _check(command, shown, fourfold)


def test_there_are_pages_to_run() -> None:
    assert {"README.md", "first-footprint.md"} <= {page.name for page in PAGES}


def _commands(text: str) -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    for raw in text.splitlines():
        line = raw.strip()
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif line:
            found[-1][1].append(line)
    return found


def _check(command: str, shown: list[str], fourfold: Command) -> None:
    words = shlex.split(command)
    if words[0] == "make":
        targets = set(re.findall(r"^([a-z-]+):", (REPOSITORY / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
        assert set(words[1:]) <= targets
    elif words[:2] == ["uv", "run"]:
        paths = [word for word in words[2:] if "/" in word]
        assert all((REPOSITORY / path).exists() for path in paths), command
    elif words[0] in ("git", "cd"):
        assert len(words) > 1
    elif words[0] == "fourfold":
        done = fourfold(*words[1:])
        _is_printed(command, done.out + done.err, shown)
        assert shown or done.code == 0, done.out + done.err
    else:
        _run(["bash", "-euc", command], shown)


def _run(command: list[str], expected: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    printed = done.stdout + done.stderr
    assert done.returncode == 0, printed
    _is_printed(" ".join(command), printed, expected)


def _is_printed(command: str, printed: str, expected: list[str]) -> None:
    assert "Traceback" not in printed, printed
    position = 0
    plain = _plain(printed)
    for line in expected:
        pattern = ".*?".join(re.escape(part) for part in _plain(line).split("…"))
        match = re.compile(pattern).search(plain, position)
        assert match, f"{line!r} is not printed (or not in this order) by {command}:\n{printed}"
        position = match.end()


def _plain(text: str) -> str:
    """Without table borders, spaces folded: what a table says does not depend on its width."""
    lines = (re.sub(r"[│┃|]", " ", line) for line in text.splitlines())
    return "\n".join(re.sub(r"\s+", " ", line).strip() for line in lines)
