"""Traceability statements taken into studies: whole, once, and counting only after they were verified."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from fourfold.accounting.study.read import load_study
from fourfold.app.supply.study_traces import with_proven_traces
from fourfold.app.supply.taking_traces import INSTRUMENTS, take_trace
from fourfold.certification.documents.trace import TracedBatch
from fourfold.certification.identity.trust import trust_document
from fourfold.core.canonical import canonical_bytes
from fourfold.core.problems import InputError, Problems
from fourfold.formats.yaml_edit import with_entry
from fourfold.formats.yaml_text import read_yaml
from support.bodies import trust_in
from support.command import Command
from support.instruments import instrument, supplied_by
from support.outcomes import calculated
from support.power_studies import interval_file, meter_row, metered, power_tables, series_row
from support.studies import own_factor, write_study
from support.traced import ASKED, Kept, kept_and_closed

FACTORS = {"wind": "wind", "solar": "wind", "battery": "wind"}
PERIOD = {"start": "2026-02-01", "end": "2026-02-02", "time_zone": "Asia/Shanghai"}
AREAS = [{"id": name, "names": {"en": name}} for name in ("north", "south")]
VALID = {"valid_from": "2026-01-01", "valid_to": "2027-01-01"}


@pytest.fixture(scope="module")
def keeper(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    return kept_and_closed(tmp_path_factory.mktemp("keeper"))


@pytest.fixture
def trace(keeper: Kept, tmp_path: Path) -> Path:
    path = tmp_path / "power.trace.json"
    path.write_bytes(canonical_bytes(keeper.state().bundle))
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A study of the day of the statement, with an instrument of its own; 24 kWh, the grid at 0.4."""
    made = tmp_path / "study"
    interval_file(made, "meters/m.csv", {"kwh": ["1"] * 24}, PERIOD)
    interval_file(made, "series/s.csv", {"factor": ["0.4"] * 24}, PERIOD)
    tables = power_tables(
        [metered("main", "f", "m")],
        meters=[meter_row("m")],
        series=[series_row("s")],
        factors=[own_factor("wind", "0.01", "kWh", **VALID)],
        instruments=[instrument("own", 1, "2026-02-01", "2026-02-02")],
    )
    write_study(made, tables, period=PERIOD, areas=AREAS)
    with (made / "study.yaml").open("a", encoding="utf-8") as stream:
        stream.write("# a remark that stays\nsupply: # how power is traced\n  delivery_loss_share: 0\n")
    return made


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def refused(trace: Path, folder: Path, factors: dict[str, str] | None = None, site: str = "") -> list[str]:
    """Codes of what is wrong; the study is as it was."""
    before = files_of(folder)
    with pytest.raises(InputError) as caught:
        take_trace(trace, folder, FACTORS if factors is None else factors, site)
    assert files_of(folder) == before
    return [problem.kind.code for problem in caught.value.problems]


def test_what_a_statement_proves_becomes_rows_that_count_once_it_is_verified(
    keeper: Kept, trace: Path, folder: Path, tmp_path: Path
) -> None:
    taken = take_trace(trace, folder, FACTORS)
    assert taken.covered_wh == 1_851
    study = load_study(folder)
    rows = [row for row in study.tables.instruments if row.trace]
    assert len(rows) == taken.rows > 1
    assert sum(row.amount for row in rows) * 1000 == taken.covered_wh
    method = supplied_by("instruments", "grid")
    uses = {use.instrument: use for use in calculated(study, method).electricity.instruments}
    assert all(uses[row.instrument].failed for row in rows)
    trust = tmp_path / "trust.json"
    trust.write_bytes(canonical_bytes(trust_document([*trust_in(keeper.body).bodies.values()], ())))
    verified = calculated(with_proven_traces(study, [trust], ASKED), method).electricity.instruments
    proven = [use for use in verified if use.instrument != "own"]
    assert not any(use.failed for use in proven)
    assert sum(use.used_kwh for use in proven) * 1000 == taken.covered_wh


def test_what_a_person_wrote_stays_as_it_was(trace: Path, folder: Path) -> None:
    before = files_of(folder)
    take_trace(trace, folder, FACTORS)
    after = files_of(folder)
    assert set(after) - set(before) == {trace.name}
    assert after[trace.name] == trace.read_bytes()
    assert {name for name, data in before.items() if after[name] != data} == {"study.yaml", INSTRUMENTS}
    assert set(before["study.yaml"].splitlines()) <= set(after["study.yaml"].splitlines())
    assert load_study(folder).tables.instruments[0].instrument == "own"


def test_a_statement_of_meters_warns_that_batches_are_part_of_it(trace: Path, folder: Path) -> None:
    taken = take_trace(trace, folder, FACTORS)
    assert "take-trace-of-meters" in [one.kind.code for one in taken.warnings]


def test_a_statement_of_a_batch_does_not_warn(keeper: Kept, trace: Path, folder: Path) -> None:
    batch = TracedBatch({"en": "Coil"}, "B-1", (), Decimal(1), "piece")
    trace.write_bytes(canonical_bytes(keeper.state(batch=batch).bundle))
    taken = take_trace(trace, folder, FACTORS)
    assert "take-trace-of-meters" not in [one.kind.code for one in taken.warnings]


def test_a_statement_is_taken_once(trace: Path, folder: Path) -> None:
    taken = take_trace(trace, folder, FACTORS)
    assert refused(trace, folder) == ["take-trace-there"] * (1 + taken.rows)
    renamed = trace.with_name("again.json")
    renamed.write_bytes(trace.read_bytes())
    assert refused(renamed, folder) == ["take-trace-there"] * taken.rows


def test_what_is_missing_is_asked_for_and_nothing_is_written(trace: Path, folder: Path) -> None:
    assert set(refused(trace, folder, factors={"wind": "wind"})) == {"take-trace-factor"}
    assert refused(trace, folder, site="nowhere") == ["take-trace-site"]
    assert refused(trace, folder, factors=dict.fromkeys(FACTORS, "no-such-factor")) == ["factor-unknown"] * 3


def test_a_study_that_would_not_be_in_order_is_put_back(trace: Path, folder: Path) -> None:
    text = (folder / "study.yaml").read_text(encoding="utf-8")
    (folder / "study.yaml").write_text(text.replace("id: north", "id: elsewhere"), encoding="utf-8")
    assert "area-unknown" in refused(trace, folder)


def test_a_file_that_is_no_trace_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "nothing.json").write_text("{}", encoding="utf-8")
    assert refused(tmp_path / "nothing.json", folder)


_TEXTS = [
    "a: b\n",
    "a: b\nsupply:\n  allocation: proportional\nlast: c\n",
    "supply:\n  traces:\n    - one.json # the first\n    - two.json\n# end\nb: c\n",
    "supply:\n  traces:\n  - one.json\n",
    "a: b\nsupply:\n    traces:\n      - one.json",
    "a: b\r\nsupply:\r\n  known_at: x\r\n",
    "supply: {allocation: x}\n",
    "supply:\n  traces: [one.json]\n",
]


@pytest.mark.parametrize("text", _TEXTS)
@given(name=st.from_regex(r"[a-z0-9][a-z0-9 ._-]{0,20}", fullmatch=True))
def test_an_entry_is_added_and_nothing_else_is_changed_or_it_is_refused(text: str, name: str) -> None:
    def tree(data: bytes) -> Any:
        return yaml.load(data, Loader=yaml.BaseLoader)  # noqa: S506 - makes no objects

    data = text.encode()
    before = read_yaml(data, "study.yaml", Problems())
    assert before is not None
    made = with_entry(before, data, ("supply", "traces"), name)
    if "{" in text or "[" in text:
        assert made is None
        return
    assert made is not None
    assert [line for line in made.splitlines() if name.encode() not in line or line in data.splitlines()] != []
    assert all(line in made.splitlines() for line in data.splitlines())
    wanted = tree(data)
    wanted.setdefault("supply", {}).setdefault("traces", []).append(name)
    assert tree(made) == wanted


def test_the_command_takes_a_statement_and_says_so(
    trace: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    fourfold = Command(monkeypatch, capfd)
    words = ["supply", "import", str(trace), "--into", str(folder)]
    assert fourfold(*words, "--factor", "wind").code == 2
    given_factors = [word for name, factor in FACTORS.items() for word in ("--factor", f"{name}={factor}")]
    done = fourfold(*words, *given_factors)
    assert (done.code, "1,851 Wh" in done.out) == (0, True), done.err
    assert fourfold(*words, *given_factors, "--json", "-").code == 2
