"""``fourfold data factors``: lists, searches and shows, for people and for programs."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest
from rich.cells import cell_len

from fourfold.cli.main import run


class Run:
    """Runs the command as the entry point does."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch, self._capfd = monkeypatch, capfd

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        self._monkeypatch.setattr(sys, "argv", ["fourfold", "data", "factors", *arguments])
        with pytest.raises(SystemExit) as caught:
            run()
        out, err = self._capfd.readouterr()
        return int(caught.value.code or 0), out, err

    def json(self, *arguments: str) -> tuple[int, Any]:
        code, out, _ = self(*arguments, "--json")
        return code, json.loads(out)


@pytest.fixture
def factors(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("COLUMNS", "80")
    return Run(monkeypatch, capfd)


def test_list_shows_every_factor(factors: Run) -> None:
    code, out, _ = factors()
    assert code == 0
    assert "Factors: 152." in out


def test_search_in_english_and_chinese(factors: Run) -> None:
    assert "cn-grid-co2-js-2023" in factors("jiangsu")[1]
    code, out, _ = factors("江苏", "--lang", "zh")
    assert code == 0
    assert "江苏电力平均二氧化碳排放因子（2023年）" in out
    assert "0.5827" in out


@pytest.mark.parametrize(
    ("options", "count"),
    [
        (["--area", "CN-JS"], 3),
        (["--area", "江苏", "--year", "2023"], 1),
        (["--year", "2014"], 12),
        (["--status", "unconfirmed"], 1),
        (["--family", "electricity", "wind"], 4),
        (["footprint", "--status", "derived"], 1),
    ],
)
def test_filters(factors: Run, options: list[str], count: int) -> None:
    code, document = factors.json(*options)
    assert (code, len(document["factors"])) == (0, count)


def test_json_carries_value_basis_source_digest_and_table(factors: Run) -> None:
    code, document = factors.json("--show", "cn-electricity-footprint-2024")
    assert (code, document["fourfold"]) == (0, "factors/1")
    (factor,) = document["factors"]
    assert factor["parts"][0] == {
        "gas": "CO2e",
        "line": "unsplit",
        "kind": None,
        "value": "0.5777",
        "low": None,
        "high": None,
    }
    assert factor["basis"]["quantity"] == "co2e_lifecycle"
    assert factor["source"]["url"].startswith("https://www.mee.gov.cn/")
    assert factor["digest"].startswith("sha256:")
    assert factor["table"]["version"] == "1"


def test_show_tells_value_basis_source_and_digest(factors: Run) -> None:
    code, out, _ = factors("--show", "cn-electricity-footprint-2024")
    assert code == 0
    for told in ("0.5777", "life-cycle CO2e", "official", "Notice of 2025-09-28", "2025-10-23", "sha256:", "CN China"):
        assert told in out, told


def test_show_of_a_direct_factor_offers_the_life_cycle_one(factors: Run) -> None:
    assert "cn-electricity-footprint-2023" in factors("--show", "cn-grid-co2-js-2023")[1]


def test_unconfirmed_values_are_marked(factors: Run) -> None:
    assert "! unconfirmed" in factors("--status", "unconfirmed")[1]
    shown = factors("--show", "cn-electricity-footprint-network-excl-losses-2023")[1]
    assert "only when a study asks for it by name" in " ".join(shown.split())
    assert "!" not in factors("--status", "official")[1]


def test_nothing_found_is_exit_1_with_similar_words(factors: Run) -> None:
    code, out, err = factors("jiangsoo")
    assert (code, out) == (1, "")
    assert "jiangsu" in err
    assert factors.json("绿电") == (1, {"fourfold": "factors/1", "factors": [], "potentials": []})


def test_unknown_id_is_exit_2_with_similar_ids(factors: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    code, _, err = factors("--show", "cn-electricity-footprint-2042")
    assert code == 2
    assert "cn-electricity-footprint-2024" in err


def test_unknown_area_is_exit_2_with_similar_areas(factors: Run) -> None:
    code, _, err = factors("--area", "Jiangso")
    assert code == 2
    assert "CN-JS" in err


def test_lists_keep_ids_whole_and_lines_within_80_columns(factors: Run) -> None:
    _, document = factors.json()
    for lang in ("en", "zh"):
        _, out, _ = factors("--lang", lang)
        assert max(cell_len(line) for line in out.splitlines()) <= 80
        assert [factor["id"] for factor in document["factors"] if factor["id"] not in out] == []


@pytest.mark.parametrize(
    "words", [["methane"], ["甲烷"], ["gwp", "CH4", "fossil"], ["GWP100", "全球变暖潜势", "methane"]]
)
def test_warming_potentials_are_found_by_words(factors: Run, words: list[str]) -> None:
    code, out, _ = factors(*words)
    assert code == 0
    (row,) = [line for line in out.splitlines() if "gwp100-ar6-CH4_fossil" in line]
    assert "29.8" in row


def test_a_warming_potential_is_shown_with_its_source(factors: Run) -> None:
    code, out, _ = factors("--show", "gwp100-ar6-CH4_fossil")
    assert code == 0
    for told in ("29.8", "IPCC", "AR6", "fugitive and vented fossil methane", "gwp100.csv"):
        assert told in " ".join(out.split()), told
    code, document = factors.json("--show", "gwp100-ar6-CH4_fossil")
    assert code == 0
    assert document["factors"] == []
    assert [entry["kg_co2e_per_kg"] for entry in document["potentials"]] == ["29.8"]


def test_a_misspelled_warming_potential_is_told_with_similar_ones(factors: Run) -> None:
    code, _, err = factors("--show", "gwp100-ar6-CH4_fosil")
    assert code == 2
    assert "gwp100-ar6-CH4_fossil" in err


def test_restrictions_of_factors_leave_warming_potentials_out(factors: Run) -> None:
    assert factors("methane", "--year", "2024")[0] == 1
    assert "gwp100" not in factors("--status", "secondary")[1]
