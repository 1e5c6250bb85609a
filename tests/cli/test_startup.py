"""The command starts quickly: what a verb does not need is not loaded for its help."""

from __future__ import annotations

import json
import os
import subprocess
import sys

HEAVY = {
    "scipy",
    "matplotlib",
    "polars",
    "numpy",
    "pydantic",
    "jinja2",
    "pint",
    "openpyxl",
    "lxml",
    "python_calamine",
    "yaml",
    "duckdb",
    "cryptography",
    "sqlalchemy",
    "typst",
}


def test_nothing_heavy_is_imported_for_help() -> None:
    code = "import fourfold.cli.verbs, sys, json; print(json.dumps(sorted(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    loaded = {name.split(".")[0] for name in json.loads(run.stdout)}
    assert "typer" in loaded
    assert loaded & HEAVY == set()


def test_the_package_itself_is_light() -> None:
    code = "import fourfold, sys, json; print(json.dumps(sorted(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert {name.split(".")[0] for name in json.loads(run.stdout)} & HEAVY == set()


def test_help_prints_the_verbs() -> None:
    """How long that takes is measured by the benchmarks; what decides it, the modules loaded, is held above."""
    run = subprocess.run([sys.executable, "-m", "fourfold", "--help"], capture_output=True, check=True, text=True)
    assert "assess" in run.stdout


def test_an_interruption_while_the_verbs_load_is_no_traceback() -> None:
    """The finder interrupts at the first module loaded beyond the entry point, as Ctrl-C at that moment would."""
    code = """
import fourfold.cli.main, sys

class Interrupted:
    def find_spec(self, name, path=None, target=None):
        if name == "typer":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Interrupted())
fourfold.cli.main.run()
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, text=True)
    assert (run.returncode, run.stdout, run.stderr) == (130, "", "")


def test_a_terminal_that_cannot_show_a_character_still_gets_the_rest() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "fourfold", "data", "factors", "electricity", "--lang", "zh"]
    run = subprocess.run(command, capture_output=True, check=False, text=True, env=environment)
    assert (run.returncode, run.stderr) == (0, "")
    assert "fourfold data factors --show" in run.stdout
    assert run.stdout.isascii()
