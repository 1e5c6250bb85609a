"""The account of a portfolio of meters as a document and as a table."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path

from fourfold.app.electricity.outputs import check_outputs, writing
from fourfold.core.canonical import JSON
from fourfold.core.files import write_atomically
from fourfold.core.intervals import spell_instant
from fourfold.core.progress import Tick
from fourfold.core.version import __version__
from fourfold.core.words import in_both
from fourfold.core.zones import HOUR_S
from fourfold.electricity.kernels.account import Amounts, PortfolioAccount
from fourfold.electricity.kernels.cross_checks import spell_month
from fourfold.electricity.kernels.portfolio import Unmatched, account_portfolio

ACCOUNT_FORMAT = "portfolio-account/1"
COLUMNS = ("product", "name", "month", "basis", "energy_kwh", "claimed_kwh", "unmatched_kwh", "kg_co2e")


def account_folder(
    folder: Path, unmatched: Unmatched, memory_mb: int, csv_path: Path | None, json_path: str | None, tick: Tick
) -> PortfolioAccount:
    """Account for a portfolio and write its table.

    Args:
        folder: of the portfolio's tables.
        unmatched: whose factor energy has that is not claimed.
        memory_mb: memory the sums may use.
        csv_path: table to write, whole or not at all; ``None`` for none.
        json_path: where the document will go; only checked here.
        tick: told of progress.

    Raises:
        InputError: the tables cannot be used, or the outputs cannot go where they are to.
    """
    outputs = {} if csv_path is None else {"--csv": csv_path}
    check_outputs(sorted(folder.rglob("*.parquet")) if folder.is_dir() else [], outputs, json_path)
    done = account_portfolio(folder, unmatched, memory_mb, tick=tick)
    if csv_path is not None:
        with writing(csv_path):
            write_atomically(csv_path, account_table(done).encode())
    return done


def account_table(done: PortfolioAccount) -> str:
    """One line a product, month and basis, decimals exact."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in done.rows:
        for basis in done.bases:
            energy = [plain(value) for value in _energies(row.amounts).values()]
            kg = plain(row.amounts.kg_co2e(basis))
            writer.writerow([row.product, row.name, spell_month(row.month), basis, *energy, kg])
    return stream.getvalue()


def account_document(done: PortfolioAccount) -> dict[str, JSON]:
    """The account for programs; decimals are texts, exact."""
    rows: list[JSON] = [
        {"product": row.product, "name": row.name, "month": spell_month(row.month), **_members(row.amounts, done)}
        for row in done.rows
    ]
    assumptions: list[JSON] = [
        {"code": one.kind.code, "text": {**in_both(one.kind.text, one.params)}} for one in done.assumptions
    ]
    return {
        "fourfold": ACCOUNT_FORMAT,
        "version": __version__,
        "unmatched": done.unmatched,
        "meters": done.meters,
        "readings": done.readings,
        "claims": done.claims,
        "start": spell_instant(done.first_hour * HOUR_S, "UTC"),
        "end": spell_instant((done.last_hour + 1) * HOUR_S, "UTC"),
        "rows": rows,
        "total": _members(done.total, done),
        "assumptions": assumptions,
    }


def plain(value: Decimal) -> str:
    """A decimal without exponent and without zeros at its end."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _members(amounts: Amounts, done: PortfolioAccount) -> dict[str, JSON]:
    emissions: dict[str, JSON] = {basis: plain(amounts.kg_co2e(basis)) for basis in done.bases}
    energies: dict[str, JSON] = {name: plain(value) for name, value in _energies(amounts).items()}
    return {**energies, "kg_co2e": emissions}


def _energies(amounts: Amounts) -> dict[str, Decimal]:
    return {
        "energy_kwh": amounts.energy_kwh,
        "claimed_kwh": amounts.claimed_kwh,
        "unmatched_kwh": amounts.unmatched_kwh,
    }
