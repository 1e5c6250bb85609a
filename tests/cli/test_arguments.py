"""``--json`` alone prints, whether or not the verb can write a file with it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer.main

from fourfold.cli.arguments import with_json_alone
from fourfold.cli.verbs import app
from support.command import Command

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["verify", "b", "--json"], ["verify", "b", "--json", "-"]),
        (["verify", "b", "--json", "--lang", "zh"], ["verify", "b", "--json", "-", "--lang", "zh"]),
        (["verify", "b", "--json", "out"], ["verify", "b", "--json", "out"]),
        (["verify", "b", "--json", "-"], ["verify", "b", "--json", "-"]),
        (["standards", "test", "p", "--json"], ["standards", "test", "p", "--json", "-"]),
        (["standards", "list", "--json"], ["standards", "list", "--json"]),
        (["keys", "show", "k", "--json"], ["keys", "show", "k", "--json"]),
        (["--version"], ["--version"]),
        ([], []),
    ],
)
def test_the_arguments_are_completed(given: list[str], expected: list[str]) -> None:
    assert with_json_alone(given, typer.main.get_command(app)) == expected


def test_it_prints(fourfold: Command) -> None:
    rules, sheet = EXAMPLES / "certification" / "rules", EXAMPLES / "certification" / "sheet"
    done = fourfold("check", sheet, "--standard", rules, "--json")
    assert json.loads(done.out)["outcome"] == "conformant"
