"""The residual mix given a ledger: what is claimed or cancelled leaves, what is held stays, nothing is lost."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fourfold.app.electricity.grids import grid_request
from fourfold.app.supply import residual as app
from fourfold.app.supply.leaving import Beyond
from fourfold.app.supply.ledgers import OpenedLedger, make_ledger
from fourfold.app.supply.orders import record
from fourfold.app.supply.residual import ResidualRequest, ledger_residual, technologies
from fourfold.core.problems import InputError
from fourfold.core.progress import no_tick
from fourfold.electricity.ledger.ledger import Entry
from fourfold.electricity.ledger.model import Account, Certificate, Delivery, Device, Meter, StorageFlag
from fourfold.electricity.ledger.operations import (
    Cancel,
    Claim,
    Issue,
    Measure,
    OpenAccount,
    Operation,
    Order,
    Range,
    RegisterArea,
    RegisterDevice,
    RegisterMeter,
)
from fourfold.electricity.supply.criteria import InstrumentKind, MatchWindow
from support.command import Command
from support.command_grids import stamp, write
from support.ledgers import ask

HOUR = 3600
MWH = 10**6
GRANULAR, ORIGIN = InstrumentKind.GRANULAR_CERTIFICATE, InstrumentKind.GUARANTEE_OF_ORIGIN


@pytest.fixture
def fourfold(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Command:
    return Command(monkeypatch, capfd)


def start_s(hour: int) -> int:
    return int(datetime.fromisoformat(stamp(hour)).timestamp())


LATER = datetime.fromtimestamp(start_s(0) + 40 * 24 * HOUR, UTC)


@pytest.fixture
def grid(tmp_path: Path) -> Path:
    """Two areas without ties, two hours: A coal 100 and 80, wind 20 and 60; B wind 50 and 90."""
    folder = tmp_path / "grid"
    folder.mkdir()
    rows = [
        *(f"{stamp(hour)},A,coal,{mwh}" for hour, mwh in ((0, 100), (1, 80))),
        *(f"{stamp(hour)},A,wind,{mwh}" for hour, mwh in ((0, 20), (1, 60))),
        *(f"{stamp(hour)},B,wind,{mwh}" for hour, mwh in ((0, 50), (1, 90))),
    ]
    write(folder / "generation.csv", "start,area,technology,energy_mwh", rows)
    write(folder / "exchanges.csv", "start,from_area,to_area,energy_mwh", [f"{stamp(h)},A,B,0" for h in (0, 1)])
    write(folder / "factors.csv", "technology,kg_co2e_per_mwh", ["coal,900", "wind,12"])
    return folder


def certificate(name: str, first: int, hours: int, mwh: int, device: str = "park") -> Certificate:
    kind = GRANULAR if hours == 1 else ORIGIN
    return Certificate(name, kind, device, start_s(first), start_s(first) + hours * HOUR, mwh * MWH)


@pytest.fixture
def ledger(tmp_path: Path) -> OpenedLedger:
    """Parks in A and B and on an island; a mill in A. Of A: an hour of 5 MWh claimed, 20 of a month cancelled."""
    opened = make_ledger(tmp_path / "ledger", "Test", LATER)
    keeper: list[Operation] = [
        *(OpenAccount(Account(name)) for name in ("issuer", "buyer")),
        *(RegisterArea(area, ("union",)) for area in ("A", "B", "island")),
        RegisterDevice(Device("park", "issuer", "A", "onshore")),
        RegisterDevice(Device("old", "issuer", "A", "onshore")),
        RegisterDevice(Device("park-b", "issuer", "B", "wind")),
        RegisterDevice(Device("park-i", "issuer", "island", "wind")),
        RegisterMeter(Meter("mill", "buyer", "A", HOUR)),
        Measure("mill", start_s(0), 6 * MWH),
    ]
    opened.ledger.record([ask("", one) for one in keeper], int(LATER.timestamp()))
    issued = [
        certificate("hour", 0, 1, 10),
        replace(certificate("month", 1, 1, 40, "old"), start_s=start_s(1) - 30 * 24 * HOUR, kind=ORIGIN),
        certificate("other", 1, 1, 9, "park-b"),
        certificate("island", 0, 1, 9, "park-i"),
    ]
    opened.ledger.record([ask("issuer", Issue(one, "buyer")) for one in issued], int(LATER.timestamp()))
    act(
        opened,
        Cancel(Range("hour", 0, 5 * MWH)),
        Claim(Range("hour", 0, 5 * MWH), "mill", start_s(0), 5 * MWH, MatchWindow.HOUR, start_s(0), start_s(1), "A"),
    )
    return opened


def act(opened: OpenedLedger, *operations: Operation) -> None:
    opened.ledger.record([ask("buyer", one) for one in operations], int(LATER.timestamp()))


def request(
    grid: Path, output: Path, claims: Path | None = None, close: bool = False, beyond: Beyond = Beyond.ENDS
) -> ResidualRequest:
    asked = grid_request(grid, [], False)
    words = {"onshore": "wind"}
    return ResidualRequest(asked, output, beyond=beyond, technologies=words, claims=claims, close=close)


def factors(path: Path) -> dict[tuple[int, str], float]:
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return {
        (int(datetime.fromisoformat(row["start"]).timestamp()), row["area"]): float(row["kg_co2e_per_mwh"])
        for row in rows
    }


def test_what_is_claimed_leaves_and_what_is_held_stays(grid: Path, ledger: OpenedLedger, tmp_path: Path) -> None:
    run = ledger_residual(ledger, request(grid, tmp_path / "out.csv"), LATER, no_tick)
    found = factors(tmp_path / "out.csv")
    assert found[start_s(0), "A"] == pytest.approx((100 * 900 + 15 * 12) / 115, rel=1e-12)
    assert found[start_s(1), "A"] == pytest.approx((80 * 900 + 60 * 12) / 140, rel=1e-12)
    assert found[start_s(0), "B"] == found[start_s(1), "B"] == 12
    assert (run.share.energy_wh, run.share.held_wh, run.share.elsewhere) == (5 * MWH, 54 * MWH, 1)
    books = run.books
    assert books.generated_kg == pytest.approx(180 * 900 + 220 * 12, rel=1e-12)
    assert books.claimed_kg + books.residual_kg == pytest.approx(books.generated_kg, rel=1e-12)
    assert books.worst <= 1e-12


def test_a_month_that_ends_in_the_grid_leaves_by_generation_or_evenly_whole(
    grid: Path, ledger: OpenedLedger, tmp_path: Path
) -> None:
    act(ledger, Cancel(Range("month", 0, 20 * MWH)))
    asked = request(grid, tmp_path / "out.csv", claims=tmp_path / "claims.csv")
    run = ledger_residual(ledger, asked, LATER, no_tick)
    assert [one.energy_wh for one in run.left] == [10 * MWH, 15 * MWH]
    assert run.share.beyond == 1
    text = (tmp_path / "claims.csv").read_text(encoding="utf-8").splitlines()
    assert text[1:] == [
        "2024-01-01T00:00+00:00,A,wind,10.000000,",
        "2024-01-01T01:00+00:00,A,wind,15.000000,",
    ]


def test_the_table_of_claims_makes_the_same_residual(
    grid: Path, ledger: OpenedLedger, tmp_path: Path, fourfold: Command
) -> None:
    act(ledger, Cancel(Range("month", 0, 20 * MWH)))
    ledger_residual(ledger, request(grid, tmp_path / "out.csv", claims=tmp_path / "claims.csv"), LATER, no_tick)
    again = tmp_path / "again.csv"
    arguments = ("--claims", tmp_path / "claims.csv", "--of", "generation", "-o", again)
    assert fourfold("electricity", "residual", grid, *arguments).code == 0
    assert again.read_bytes() == (tmp_path / "out.csv").read_bytes()


def test_by_time_only_the_part_of_the_month_within_the_grid_leaves(
    grid: Path, ledger: OpenedLedger, tmp_path: Path
) -> None:
    act(ledger, Cancel(Range("month", 0, 40 * MWH)))
    run = ledger_residual(ledger, request(grid, tmp_path / "out.csv", beyond=Beyond.BY_TIME), LATER, no_tick)
    hours = 30 * 24
    assert run.share.energy_wh - 5 * MWH in {40 * MWH * 2 // (hours + 1), 40 * MWH * 2 // (hours + 1) + 1}


def test_closing_leaves_what_is_held_in_the_residual_for_good(grid: Path, ledger: OpenedLedger, tmp_path: Path) -> None:
    asked = request(grid, tmp_path / "out.csv", close=True)
    run = ledger_residual(ledger, asked, LATER, no_tick)
    assert run.closed == ("A", "B")
    assert ledger.ledger.residuals() == [("A", start_s(0), start_s(2)), ("B", start_s(0), start_s(2))]
    assert ledger.ledger.balance().residual == 54 * MWH
    with pytest.raises(InputError):
        act(ledger, Cancel(Range("month", 0, MWH)))
    before = (tmp_path / "out.csv").read_bytes()
    again = ledger_residual(ledger, asked, LATER, no_tick)
    assert (again.closed, again.rewritten) == ((), False)
    assert (tmp_path / "out.csv").read_bytes() == before


def test_what_is_cancelled_between_reading_and_closing_is_in_the_file(
    grid: Path, ledger: OpenedLedger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(opened: OpenedLedger, orders: Sequence[Order], at: datetime) -> Sequence[Entry]:
        act(opened, Cancel(Range("month", 0, 20 * MWH)))
        return record(opened, orders, at)

    monkeypatch.setattr(app, "record", late)
    run = ledger_residual(ledger, request(grid, tmp_path / "out.csv", close=True), LATER, no_tick)
    assert run.rewritten
    assert run.share.energy_wh == 25 * MWH
    assert factors(tmp_path / "out.csv")[start_s(0), "A"] == pytest.approx((90_000 + 10 * 12) / 110, rel=1e-12)


def test_a_crash_before_closing_leaves_a_file_and_the_next_run_closes(
    grid: Path, ledger: OpenedLedger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    asked = request(grid, tmp_path / "out.csv", close=True)
    with monkeypatch.context() as patch:
        patch.setattr(app, "record", dies)
        with pytest.raises(KeyboardInterrupt):
            ledger_residual(ledger, asked, LATER, no_tick)
    before = (tmp_path / "out.csv").read_bytes()
    assert not ledger.ledger.residuals()
    assert ledger_residual(ledger, asked, LATER, no_tick).closed == ("A", "B")
    assert (tmp_path / "out.csv").read_bytes() == before


@pytest.mark.parametrize("delivery", [Delivery.DIRECT_LINE, Delivery.ON_SITE])
def test_energy_that_did_not_pass_the_grid_takes_nothing_out_of_its_mix(
    grid: Path, ledger: OpenedLedger, tmp_path: Path, delivery: Delivery
) -> None:
    """Cancelled, held, or its attributes sold to somebody else: the grid's generation never had it."""
    before = ledger_residual(ledger, request(grid, tmp_path / "before.csv"), LATER, no_tick)
    wire = RegisterDevice(Device("roof", "issuer", "A", "wind"))
    used = replace(certificate("used", 0, 1, 10, "roof"), kind=InstrumentKind.DIRECT_LINE, delivery=delivery)
    sold = replace(used, certificate="sold", kind=InstrumentKind.CERTIFICATE)
    orders = [ask("", wire), *(ask("issuer", Issue(one, "buyer")) for one in (used, sold))]
    orders += [ask("buyer", Cancel(Range(one, 0, 7 * MWH))) for one in ("used", "sold")]
    ledger.ledger.record(orders, int(LATER.timestamp()))
    after = ledger_residual(ledger, replace(request(grid, tmp_path / "out.csv"), close=True), LATER, no_tick)
    assert (tmp_path / "out.csv").read_bytes() == (tmp_path / "before.csv").read_bytes()
    assert (after.share.leaving, after.share.held_wh) == (before.share.leaving, before.share.held_wh)
    assert (after.share.beside, after.share.beside_wh) == (2, 20 * MWH)
    assert {lot.state.value for lot in ledger.ledger.lots(certificate="sold")} == {"held", "cancelled"}


def test_energy_out_of_a_store_takes_nothing_out_of_generation(
    grid: Path, ledger: OpenedLedger, tmp_path: Path
) -> None:
    store = Device("store", "issuer", "A", "battery", meter="mill")
    claim = next(iter(ledger.ledger.claims())).claim
    out = replace(
        certificate("out", 1, 1, 4, "store"),
        storage=StorageFlag.DISCHARGE,
        charge=claim,
        charge_wh=5 * MWH,
        efficiency_ppm=800_000,
    )
    orders = [ask("", RegisterDevice(store)), ask("issuer", Issue(out, "buyer"))]
    ledger.ledger.record([*orders, ask("buyer", Cancel(Range("out", 0, 4 * MWH)))], int(LATER.timestamp()))
    run = ledger_residual(ledger, request(grid, tmp_path / "out.csv"), LATER, no_tick)
    assert (run.share.energy_wh, run.share.discharged) == (5 * MWH, 1)


def test_more_than_was_generated_is_refused_with_certificates_and_hours(
    grid: Path, ledger: OpenedLedger, tmp_path: Path
) -> None:
    too_much = certificate("much", 1, 1, 91, "park-b")
    too_much = replace(too_much, device="park-c")
    orders = [
        ask("", RegisterDevice(Device("park-c", "issuer", "B", "wind"))),
        ask("issuer", Issue(too_much, "buyer")),
        ask("buyer", Cancel(Range("much", 0, 91 * MWH))),
    ]
    ledger.ledger.record(orders, int(LATER.timestamp()))
    with pytest.raises(InputError, match="much take 91,000,000 Wh of wind in B at 2024-01-01T01:00"):
        ledger_residual(ledger, request(grid, tmp_path / "out.csv"), LATER, no_tick)
    assert not (tmp_path / "out.csv").exists()


def test_technologies_of_the_ledger_are_named_as_in_the_grid() -> None:
    assert technologies(["onshore=wind", "pv=sun=roof"]) == {"onshore": "wind", "pv": "sun=roof"}
    with pytest.raises(InputError) as caught:
        technologies(["onshore", "=wind", "a=b", "a=c"])
    assert len(caught.value.problems) == 3


def test_closing_and_counting_by_time_exclude_each_other(grid: Path, ledger: OpenedLedger, tmp_path: Path) -> None:
    asked = request(grid, tmp_path / "out.csv", close=True, beyond=Beyond.BY_TIME)
    with pytest.raises(InputError, match="cannot be closed"):
        ledger_residual(ledger, asked, LATER, no_tick)


def test_the_command_writes_closes_and_tells(
    grid: Path, ledger: OpenedLedger, tmp_path: Path, fourfold: Command
) -> None:
    arguments = ["supply", "residual", "--ledger", ledger.folder, "--grid", grid, "-o", tmp_path / "out.csv"]
    refused = fourfold(*arguments)
    assert refused.code == 2
    assert "onshore=NAME" in refused.err + refused.out
    moment = LATER.strftime("%Y-%m-%dT%H:%M:%SZ")
    done = fourfold(*arguments, "--technology", "onshore=wind", "--close", "--at", moment, "--json", "-")
    assert done.code == 0
    assert '"closed":["A","B"]' in done.out.replace(" ", "")
    told = fourfold(*arguments, "--technology", "onshore=wind", "--close", "--at", moment)
    assert "was closed in the ledger already" in told.out
