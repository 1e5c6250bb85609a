"""``fourfold supply claim``, transfer, cancel and withdraw on a real ledger: claimed once, and told why not more."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from fourfold.app.supply.importing import ImportRequest, import_instruments
from fourfold.app.supply.ledgers import make_ledger, open_ledger
from fourfold.app.supply.orders import order, record
from fourfold.electricity.ledger.model import Account, Certificate, Meter
from fourfold.electricity.ledger.operations import Issue, Measure, OpenAccount, Range, RegisterMeter, Transfer
from fourfold.electricity.supply.criteria import InstrumentKind
from support.command import Command
from support.keys import PASSPHRASE, write_cheap_key
from support.outcomes import method_file
from support.power_studies import TWO_DAYS, interval_file, meter_row, metered, power_tables, series_row
from support.studies import own_factor, write_study

BEGUN = datetime(2024, 4, 1, tzinfo=UTC)
T_LINE = 1_709_222_400
"""2024-03-01T00:00+08:00."""
AT = ("--at", "2024-04-02T00:00:00Z")
TABLES = {
    "accounts": ["account,name", "issuer,Issuer", "mill,Mill", "other,Other"],
    "areas": ["area,market", "CN-JS,east", "CN-ZJ,east"],
    "devices": ["device,issuer,area,technology,commissioned", "wind,issuer,CN-JS,wind,2023-01-01"],
    "meters": ["meter,owner,area,resolution_minutes", "m,mill,CN-JS,60"],
    "granular_certificates": [
        "certificate,device,account,start,end,amount,unit,issued",
        "g1,wind,mill,2024-03-01T00:00+08:00,2024-03-01T01:00+08:00,700,Wh,2024-04-01T00:00Z",
        "g2,wind,mill,2024-03-01T01:00+08:00,2024-03-01T02:00+08:00,1500,Wh,2024-04-01T00:00Z",
        "g3,wind,other,2024-03-02T01:00+08:00,2024-03-02T02:00+08:00,1000,Wh,2024-04-01T00:00Z",
    ],
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with certificates of three hours, two held by the mill."""
    folder = tmp_path_factory.mktemp("made")
    opened = make_ledger(folder / "ledger", "Trial", BEGUN)
    files = [folder / f"{name}.csv" for name in TABLES]
    for file, lines in zip(files, TABLES.values(), strict=True):
        file.write_text("\n".join([*lines, ""]), encoding="utf-8")
    import_instruments(opened, ImportRequest(files, BEGUN))
    return folder / "ledger"


@pytest.fixture
def ledger(made: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return shutil.copytree(made, tmp_path / "ledger")


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """48 hours at 1.0005 kWh."""
    folder = tmp_path / "study"
    interval_file(folder, "meters/m.csv", {"kwh": ["1.0005"] * 48})
    interval_file(folder, "series/s.csv", {"factor": ["0.4"] * 24 + ["0.8"] * 24})
    rows: dict[str, Any] = {"meters": [meter_row("m")], "series": [series_row("s")]}
    tables = power_tables([metered("main", "e", "m")], factors=[own_factor("wind", "0.01", "kWh")], **rows)
    return write_study(folder, tables, period=TWO_DAYS, electricity={"residual_factor": "wind"})


@pytest.fixture
def hourly(tmp_path: Path) -> Path:
    """A method that counts certificates within the hour."""
    return Path(method_file(tmp_path, supply_order=["instruments", "grid"], instruments={"match": "hour"}))


def told(outcome: Any) -> Any:
    return json.loads(outcome.out)


def test_a_study_s_hours_are_covered_by_the_certificates_of_their_hour_and_the_rest_stays_open(
    fourfold: Command, ledger: Path, study: Path, hourly: Path
) -> None:
    asked = ("supply", "claim", study, "--ledger", ledger, "--account", "mill", "--method", hourly, *AT)
    dry = fourfold(*asked, "--dry-run", "--json", "-")
    assert (dry.code, told(dry)["covered_wh"], told(dry)["dry_run"]) == (1, "1700", True), dry.err
    done = fourfold(*asked, "--json", "-")
    assert done.code == 1
    found = told(done)
    assert (found["open_wh"], found["covered_wh"], found["left_wh"]) == ("48000", "1700", "46300")
    assert found["certificates"] == {"g1": "700", "g2": "1000"}
    assert (found["readings"], found["claims"], found["cut_wh"], found["unused_wh"]) == (48, 2, "24", "500")
    again = told(fourfold(*asked, "--json", "-"))
    assert (again["covered_wh"], again["covered_before_wh"], again["readings"]) == ("0", "1700", 0)
    assert (found["open_cut_wh"], found["rounded_wh"], found["key_lacking"]) == ("24", "0", False)
    shown = fourfold(*asked)
    assert "46,300 Wh stay open" in shown.out
    assert "500 Wh would count" in shown.out


def test_what_was_handed_over_is_claimed_by_the_next_run(
    fourfold: Command, ledger: Path, study: Path, hourly: Path
) -> None:
    asked = ("supply", "claim", study, "--ledger", ledger, "--account", "mill", "--method", hourly, *AT)
    fourfold(*asked)
    at = ("--ledger", ledger, "--account", "other", *AT, "--json", "-")
    moved = fourfold("supply", "transfer", *at, "--to", "mill", "--device", "wind", "--kwh", "0.4")
    assert moved.code == 0, moved.err
    assert told(moved)["ranges"] == [{"certificate": "g3", "first_wh": "0", "stop_wh": "400"}]
    assert told(fourfold(*asked, "--json", "-"))["certificates"] == {"g3": "400"}


def test_by_the_usual_standard_the_whole_period_counts(fourfold: Command, ledger: Path, study: Path) -> None:
    done = fourfold("supply", "claim", study, "--ledger", ledger, "--account", "mill", *AT, "--json", "-")
    assert (done.code, told(done)["covered_wh"], told(done)["claims"]) == (1, "2200", 49), done.err


def test_one_interval_is_claimed_for_and_the_claim_withdrawn(fourfold: Command, ledger: Path, tmp_path: Path) -> None:
    reading = tmp_path / "readings.csv"
    reading.write_text("meter,start,amount,unit\nm,2024-03-01T00:00+08:00,900,Wh\n", encoding="utf-8")
    assert fourfold("supply", "import", reading, "--ledger", ledger, *AT).code == 0
    one = ("supply", "claim", "--ledger", ledger, "--account", "mill", "--meter", "m", *AT, "--json", "-")
    interval = ("--interval", "2024-03-01T00:00+08:00")
    done = fourfold(*one, *interval, "--wh", "600")
    assert (done.code, told(done)["certificates"]) == (0, {"g1": "600"}), done.err
    more = fourfold(*one, *interval, "--wh", "301")
    assert (more.code, "301 Wh are asked for, and 300 Wh of the interval are free" in more.err) == (2, True)
    held = fourfold(*one, *interval, "--wh", "300")
    assert (held.code, told(held)["left_wh"]) == (1, "200")
    opened = open_ledger(ledger)
    line = Certificate("wire", InstrumentKind.DIRECT_LINE, "wind", T_LINE, T_LINE + 3_600, 500)
    record(opened, [order(opened, "issuer", Issue(line, "mill"))], datetime(2024, 4, 2, tzinfo=UTC))
    done = fourfold(*one, *interval, "--wh", "200")
    assert done.code == 1, done.err
    refused = told(done)["refused"]
    # no method was named, so no standard asks for it
    assert refused == [{"criterion": "kind", "energy_wh": "500", "clause": ""}]
    untold = fourfold(*one, "--interval", "2024-03-01T05:00+08:00", "--wh", "1")
    assert (untold.code, "no reading" in untold.err) == (2, True)


def test_wh_are_cancelled_and_withdrawn_by_range_and_amount(fourfold: Command, ledger: Path) -> None:
    mine = ("--ledger", ledger, "--account", "mill", *AT)
    assert fourfold("supply", "cancel", *mine, "--certificate", "g2", "--range", "100-400").code == 0
    by_issuer = ("--ledger", ledger, "--account", "issuer", *AT, "--reason", "the meter ran fast")
    done = fourfold("supply", "withdraw", *by_issuer, "--certificate", "g2", "--wh", "200", "--json", "-")
    assert done.code == 0, done.err
    assert [(one["first_wh"], one["stop_wh"]) for one in told(done)["ranges"]] == [("0", "100"), ("400", "500")]
    shown = fourfold("supply", "cancel", *mine, "--certificate", "g1", "--wh", "50", "--dry-run")
    assert "50 Wh cancelled" in shown.out
    assert "nothing was recorded" in shown.out


@pytest.mark.parametrize(
    ("verb", "options", "said"),
    [
        ("cancel", ("--certificate", "g1", "--wh", "701"), "701 Wh are asked for, and 700 Wh are there"),
        ("cancel", ("--wh", "5"), "it is not said of what, or how much"),
        ("cancel", ("--device", "wind", "--range", "0-5"), "a range is one of a certificate"),
        ("cancel", ("--certificate", "g3", "--range", "0-5"), "does not own"),
        ("transfer", ("--to", "nobody", "--certificate", "g1", "--wh", "5"), "no account nobody"),
        ("withdraw", ("--certificate", "g1", "--wh", "5"), "it is not said why"),
        ("withdraw", ("--claim", "99", "--reason", "wrong"), "no claim 99"),
        ("claim", ("--meter", "x", "--interval", "2024-03-01", "--wh", "5"), "no meter x"),
        (
            "claim",
            (
                "--meter",
                "m",
            ),
            "give a study, or --meter with --interval and --wh",
        ),
        ("cancel", ("--certificate", "g1", "--kwh", "0.0001"), "kWh in whole Wh"),
        ("cancel", ("--certificate", "g1", "--range", "5:9"), "from A to before B"),
    ],
)
def test_what_cannot_be_done_is_refused(
    fourfold: Command, ledger: Path, verb: str, options: tuple[str, ...], said: str
) -> None:
    done = fourfold("supply", verb, "--ledger", ledger, "--account", "mill", *AT, *options)
    assert done.code == 2
    assert said in " ".join(done.err.split())


@pytest.mark.parametrize(
    ("verb", "options", "place"),
    [
        ("cancel", ("--certificate", "g3", "--range", "0-5"), "--range"),
        ("transfer", ("--to", "other", "--certificate", "g1", "--range", "600-701"), "--range"),
        ("cancel", ("--certificate", "g1", "--range", "0-5", "--reason", "bell\a"), "--reason"),
        ("withdraw", ("--claim", "{claim}", "--reason", "wrong"), "--claim"),
    ],
)
def test_what_the_ledger_refuses_is_told_at_the_option_that_asked_for_it(
    fourfold: Command, ledger: Path, study: Path, verb: str, options: tuple[str, ...], place: str
) -> None:
    at = ("--ledger", ledger, *AT)
    fourfold("supply", "claim", study, "--account", "mill", *at)
    claims = told(fourfold("supply", "show", "claims", "--ledger", ledger, "--json", "-"))
    claim = str(claims["listings"][0]["rows"][0]["claim"])
    account = "other" if place == "--claim" else "mill"
    done = fourfold("supply", verb, "--account", account, *at, *(one.format(claim=claim) for one in options))
    assert done.code == 2
    assert place in done.err.split()
    assert "orders" not in done.err


def test_meters_have_to_be_registered_for_who_claims(
    fourfold: Command, ledger: Path, study: Path, hourly: Path
) -> None:
    asked = ("supply", "claim", study, "--ledger", ledger, "--account", "other", "--method", hourly, *AT)
    done = fourfold(*asked)
    assert (done.code, "is registered for mill, not for other" in " ".join(done.err.split())) == (2, True)


@pytest.mark.parametrize(("rest", "is_by_the_hour"), [("residual", False), ("fossil", False), ("grid", True)])
def test_least_emissions_goes_by_what_the_method_takes_for_the_rest_as_the_study_does(
    fourfold: Command, ledger: Path, study: Path, tmp_path: Path, rest: str, is_by_the_hour: bool
) -> None:
    text = (study / "study.yaml").read_text(encoding="utf-8")
    text = text.replace("residual_factor:", "fossil_factor: wind\n  residual_factor:")
    (study / "study.yaml").write_text(text, encoding="utf-8")
    method = method_file(tmp_path, supply_order=["instruments", rest], instruments={"match": "month"})
    asked = ("supply", "claim", study, "--ledger", ledger, "--account", "mill", "--method", method, *AT)
    done = fourfold(*asked, "--rule", "least-emissions", "--json", "-")
    assert told(done)["covered_wh"] == "2200", done.err
    second_day = [one.start_s >= 1_709_308_800 for one in open_ledger(ledger).ledger.claims()]
    # one factor all month: in proportion, so in every hour; the grid's is twice as high on the second day
    assert (len(second_day), all(second_day)) == ((25, True) if is_by_the_hour else (49, False))


def test_losses_of_which_nothing_arrives_and_factors_that_are_not_whole_are_refused(
    fourfold: Command, ledger: Path, study: Path, tmp_path: Path
) -> None:
    asked = ("supply", "claim", study, "--ledger", ledger, "--account", "mill", *AT, "--rule", "least-emissions")
    for factor, said in (("wnd=0.01", "no plant of the ledger has that technology"), ("wind=0.01", "")):
        done = fourfold(*asked, "--factor", factor, "--dry-run")
        assert (done.code == 2, said in " ".join(done.err.split())) == (bool(said), True)
    one = ("--ledger", ledger, "--account", "mill", "--meter", "m", "--interval", "2024-03-01", "--wh", "1", *AT)
    reading = tmp_path / "readings.csv"
    reading.write_text("meter,start,amount,unit\nm,2024-03-01T00:00Z,900,Wh\n", encoding="utf-8")
    assert fourfold("supply", "import", reading, "--ledger", ledger, *AT).code == 0
    lost = fourfold("supply", "claim", *one, "--loss", "0.9999999")
    assert (lost.code, "nothing arrives" in " ".join(lost.err.split())) == (2, True)
    rounded = fourfold("supply", "claim", *one, "--loss", "0.0000004", "--dry-run")
    assert "losses of 0.0000004 count as 0.000001" in " ".join(rounded.out.split())
    document = told(fourfold("supply", "claim", *one, "--loss", "0.0000004", "--dry-run", "--json", "-"))
    assert (document["loss_share"], document["loss_share_claimed"]) == ("0.0000004", "0.000001")


def test_a_method_without_instruments_claims_nothing(fourfold: Command, ledger: Path, study: Path) -> None:
    how = ("--method", "fourfold-default")
    done = fourfold("supply", "claim", study, "--ledger", ledger, "--account", "mill", *how, *AT)
    assert (done.code, "accepts no certificates" in done.err) == (2, True)


@pytest.fixture
def keyed(ledger: Path, tmp_path: Path) -> Path:
    """The ledger with an account `vault` that signs and holds 400 Wh of two hours."""
    key = write_cheap_key(tmp_path / "vault.pem")
    (tmp_path / "pass").write_bytes(PASSPHRASE)
    opened = open_ledger(ledger)
    record(opened, [order(opened, "", OpenAccount(Account("vault", "Vault", key.public.multikey)))], BEGUN)
    for name in ("g1", "g2"):
        record(opened, [order(opened, "mill", Transfer(Range(name, 0, 200), "vault"))], BEGUN)
    return ledger


@pytest.mark.parametrize(
    "asked",
    [
        ("claim", "STUDY", "--method", "METHOD"),
        ("cancel", "--device", "wind", "--wh", "300"),
        ("transfer", "--device", "wind", "--wh", "300", "--to", "mill"),
    ],
)
def test_a_key_that_is_missing_or_another_s_is_told_once_before_anything_is_planned(
    fourfold: Command, keyed: Path, study: Path, hourly: Path, tmp_path: Path, asked: tuple[str, ...]
) -> None:
    names = {"STUDY": study, "METHOD": hourly}
    verb = ("supply", *(names.get(one, one) for one in asked), "--ledger", keyed, "--account", "vault", *AT)
    before = len(list(open_ledger(keyed).ledger.journal()))
    done = fourfold(*verb)
    told = " ".join(done.err.split())
    assert (done.code, told.count("order-unsigned") + told.count("has a key"), "--key" in told) == (2, 1, True), told
    write_cheap_key(tmp_path / "strange.pem")
    other = fourfold(*verb, "--key", tmp_path / "strange.pem", "--passphrase-file", tmp_path / "pass")
    assert (other.code, " ".join(other.err.split()).count("is signed by another one")) == (2, 1), other.err
    assert len(list(open_ledger(keyed).ledger.journal())) == before


def test_a_rehearsal_needs_no_key_and_says_that_recording_does(fourfold: Command, keyed: Path) -> None:
    opened, start = open_ledger(keyed), 1_709_222_400
    record(opened, [order(opened, "", RegisterMeter(Meter("v", "vault", "CN-JS", 3_600)))], BEGUN)
    record(opened, [order(opened, "", Measure("v", start, 900, 1))], BEGUN)
    one = ("--meter", "v", "--interval", "2024-03-01T00:00+08:00", "--wh", "100", "--dry-run")
    asked = ("supply", "claim", "--ledger", keyed, "--account", "vault", *AT, *one)
    done = fourfold(*asked)
    assert (done.code, "the account has a key; recording asks for it: --key" in done.out) == (0, True), done.err
    assert told(fourfold(*asked, "--json", "-"))["key_lacking"] is True


def test_readings_count_as_known_at_a_moment(
    fourfold: Command, ledger: Path, study: Path, hourly: Path, tmp_path: Path
) -> None:
    (study / "meters" / "fix.csv").write_text("time,energy,received\n2024-03-01T05:00,11,2024-04-01T00:00:00Z\n")
    table = study / "tables" / "meters.csv"
    head, row = table.read_text(encoding="utf-8").splitlines()
    table.write_text(f"{head},corrections_file\n{row},meters/fix.csv\n", encoding="utf-8")
    asked = ("supply", "claim", study, "--ledger", ledger, "--account", "mill", "--method", hourly, *AT, "--json", "-")
    early = told(fourfold(*asked, "--known-at", "2024-03-15", "--dry-run"))
    late = told(fourfold(*asked, "--dry-run"))
    assert (early["open_wh"], late["open_wh"]) == ("48000", str(47_000 + 11_000))
    single = ("--meter", "m", "--interval", "2024-03-01", "--wh", "5", "--known-at", "2024-03-15")
    refused = fourfold("supply", "claim", "--ledger", ledger, "--account", "mill", *single)
    assert (refused.code, "--known-at goes with a study" in " ".join(refused.err.split())) == (2, True)
