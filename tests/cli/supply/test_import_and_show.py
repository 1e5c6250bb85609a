"""``fourfold supply import`` and ``show`` as a person uses them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support.command import Command
from support.instrument_files import CODE, granular, green, hour, write_table, write_tables
from support.instruments import instrument
from support.power_studies import TWO_DAYS, interval_file, meter_row, metered, power_tables, series_row
from support.studies import own_factor, write_study


@pytest.fixture
def fourfold(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    return Command(monkeypatch, capfd)


@pytest.fixture
def filled(fourfold: Command, tmp_path: Path) -> Callable[..., Any]:
    """A ledger with everything in it; asks it to show something and gives the JSON."""
    readings = [{"meter": "mill-1", "start": hour(at), "amount": 900, "unit": "kWh"} for at in range(3)]
    files = write_tables(
        tmp_path, granular_certificates=[granular("g-1")], green_certificates=[green()], readings=readings
    )
    assert fourfold("supply", "new", "ledger").code == 0
    done = fourfold("supply", "import", *(path.name for path in files), "--ledger", "ledger", "--json", "-")
    assert done.code == 0, done.err
    assert json.loads(done.out)["issued_wh"] == "2000000"

    def show(*words: str) -> Any:
        shown = fourfold("supply", "show", *words, "--ledger", "ledger", "--json", "-")
        assert shown.code == 0, shown.err
        return json.loads(shown.out)

    return show


def rows(document: Any) -> list[dict[str, Any]]:
    return list(document["listings"][0]["rows"])


def test_what_was_imported_is_shown(filled: Callable[..., Any]) -> None:
    assert filled()["facts"]["held_wh"] == "2000000"
    assert [row["account"] for row in rows(filled("accounts"))] == ["buyer", "mill", "registry"]
    assert [row["held_wh"] for row in rows(filled("accounts"))] == ["0", "2000000", "0"]
    assert {row["area"] for row in rows(filled("areas"))} == {"CN-JS", "CN-QH"}
    assert [row["device"] for row in rows(filled("devices"))] == ["solar", "store", "wind"]
    assert [row["measured_wh"] for row in rows(filled("meters"))] == ["0", "2700000"]
    assert [row["certificate"] for row in rows(filled("certificates"))] == ["g-1", CODE]
    assert [row["certificate"] for row in rows(filled("certificates", "--device", "wind"))] == ["g-1"]
    assert [row["energy_wh"] for row in rows(filled("lots", "--owner", "mill", "--state", "held"))] == ["1000000"] * 2
    assert rows(filled("lots", "--owner", "buyer")) == []
    assert rows(filled("claims")) == rows(filled("days")) == []


def test_one_thing_is_shown_by_its_name(filled: Callable[..., Any]) -> None:
    code = filled(CODE)
    assert (code["facts"]["code_project"], code["facts"]["code_energy"]) == (CODE[:17], CODE[17:])
    assert code["facts"]["code_fields"] == "unconfirmed"
    assert [(row["owner"], row["state"], row["claim"], row["proof"]) for row in rows(code)] == [
        ("mill", "held", "", "")
    ]
    assert [one["name"] for one in filled("mill")["listings"]] == ["lots", "meters"]
    assert [row["measured_wh"] for row in rows(filled("mill-1"))] == ["900000"] * 3
    assert [row["certificate"] for row in rows(filled("solar"))] == [CODE]


def test_a_table_is_bounded_and_says_so(filled: Callable[..., Any], fourfold: Command) -> None:
    bounded = filled("lots", "--most", "1")["listings"][0]
    assert (len(bounded["rows"]), bounded["whole"]) == (1, False)
    assert filled("lots", "--most", "2")["listings"][0]["whole"] is True
    assert "only the first 1" in fourfold("supply", "show", "lots", "--ledger", "ledger", "--most", "1").out


def test_what_is_not_there_and_what_is_there_already_end_with_2(filled: Callable[..., Any], fourfold: Command) -> None:
    unknown = fourfold("supply", "show", "nix", "--ledger", "ledger")
    assert (unknown.code, "nothing called nix" in unknown.err) == (2, True)
    words = ("supply", "import", "granular_certificates.csv", "--ledger", "ledger")
    again = fourfold(*words)
    assert again.code == 2
    assert "granular_certificates.csv:2" in again.err
    assert again.out == ""
    known = fourfold(*words, "--skip-known", "--json", "-")
    assert json.loads(known.out)["known"] == {"granular_certificates": 1}


@pytest.mark.parametrize("words", [("import", "--ledger", "x"), ("import", "a.csv"), ("show",), ("show", "accounts")])
def test_without_files_or_ledger_the_command_says_what_it_lacks(fourfold: Command, words: tuple[str, ...]) -> None:
    assert fourfold("supply", *words).code == 2


def test_no_ledger_no_traceback(fourfold: Command, tmp_path: Path) -> None:
    write_table(tmp_path, "accounts", [{"account": "a"}])
    done = fourfold("supply", "import", "accounts.csv", "--ledger", "nix")
    assert (done.code, "is no folder of a claim ledger" in done.err) == (2, True)


def test_a_template_is_read_as_the_table_it_is_of(fourfold: Command, tmp_path: Path) -> None:
    assert fourfold("supply", "new", "ledger").code == 0
    for lang in ("en", "zh"):
        printed = fourfold("supply", "import", "--template", "accounts", "--lang", lang).out
        (tmp_path / "made.csv").write_text(printed + f"of-{lang},,,\n", encoding="utf-8")
        assert fourfold("supply", "import", "made.csv", "--ledger", "ledger").code == 0


def test_meters_of_a_study_are_a_tree_and_instruments_tell_what_they_fail(fourfold: Command, tmp_path: Path) -> None:
    interval_file(tmp_path, "meters/m.csv", {"kwh": ["2"] * 48, "part": ["1"] * 48})
    interval_file(tmp_path, "series/s.csv", {"factor": ["0.4"] * 48})
    meters = [meter_row("m"), meter_row("below", file="meters/m.csv", energy_column="part", parent="m")]
    certificate = instrument("i", 5, "2024-03-01", "2024-03-02", retired="no")
    tables = power_tables(
        [metered("main", "f", "m")],
        meters=meters,
        series=[series_row("s")],
        instruments=[certificate],
        factors=[own_factor("wind", "0.01", "kWh")],
    )
    write_study(tmp_path, tables, period=TWO_DAYS)
    done = fourfold("supply", "show", str(tmp_path), "--json", "-")
    assert done.code == 0, done.err
    shown = json.loads(done.out)
    tree, held = shown["listings"]
    assert [(row["meter"], row["kwh"]) for row in tree["rows"]] == [("m", "96"), ("  below", "48")]
    assert [(row["instrument"], row["offered_kwh"]) for row in held["rows"]] == [("i", "5")]
    judged = json.loads(fourfold("supply", "show", str(tmp_path), "--standards", "iso-14067-2018", "--json", "-").out)
    (row,) = judged["listings"][1]["rows"]
    assert (row["instrument"], row["failed"], row["used_kwh"]) == ("i", "retired", "0")
    assert "6.4.9.4" in row["clauses"]
