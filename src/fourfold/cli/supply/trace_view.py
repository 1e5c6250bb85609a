"""Ledger days, traceability statements, proofs of lots and audits for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from fourfold.app.supply.auditing import LedgerAudit
from fourfold.app.supply.proving import Proven
from fourfold.certification.documents.ledger_day import LedgerDay
from fourfold.certification.documents.ledger_parts import day_text, moment_at
from fourfold.certification.documents.trace import TraceContent
from fourfold.certification.traces.verify import TraceVerification
from fourfold.certification.verification.standing import in_words
from fourfold.certification.verification.verification import Outcome
from fourfold.cli.show import plain_console, show_problems
from fourfold.cli.verify_view import against, checks_table, growth_unproven
from fourfold.core.canonical import decimal_text
from fourfold.core.moments import moment_text
from fourfold.core.problems import N_
from fourfold.core.words import Lang, Words, words
from fourfold.electricity.ledger.model import LotState, Sums

STATES: Mapping[LotState, str] = {
    LotState.HELD: N_("held"),
    LotState.CANCELLED: N_("cancelled"),
    LotState.CLAIMED: N_("claimed"),
    LotState.WITHDRAWN: N_("withdrawn"),
    LotState.RESIDUAL: N_("residual"),
}
_KWH = Decimal(1_000)


def show_days(days: Sequence[LedgerDay], lang: Lang) -> None:
    """Print the days that were published, with their sums."""
    w, console = words(lang), plain_console()
    if not days:
        console.print(w(N_("no day to close or publish")))
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column(w(N_("ledger day")))
    for name in (N_("entries"), N_("lots"), *(STATES[state] for state in LotState)):
        table.add_column(w(name), justify="right")
    for day in days:
        sums = [kwh(getattr(day.sums, state)) for state in LotState]
        table.add_row(day.name, str(day.day.entries), str(day.day.leaves), *sums)
    console.print(table)
    console.print(w(N_("sums in kWh; signed, and in the log of the body")))


def show_trace(content: TraceContent, w: Words, console: Console) -> None:
    """Print what a statement says: the batch, where its power came from, what no claim covers."""
    batch, totals = content.batch, content.totals
    if batch is None:
        console.print(Text(w(N_("meters of {account}"), account=content.account_name or content.account), style="bold"))
        console.print(w(N_("of no batch: what batches of the account used of these meters is part of it")))
    else:
        title = w(N_("{product}, batch {batch}"), product=w.name(batch.product), batch=batch.batch)
        console.print(Text(title, style="bold"))
        console.print(w(N_("{amount} {unit}"), amount=decimal_text(batch.amount), unit=batch.unit))
    period = {"start": _moment(content.start_s), "end": _moment(content.end_s)}
    console.print(
        w(N_("{start} until before {end}, claims as of the end of {day}"), **period, day=day_text(content.day))
    )
    console.print()
    table = Table(box=None, padding=(0, 2, 0, 0))
    for name in (N_("plant"), N_("technology"), N_("area")):
        table.add_column(w(name), overflow="fold")
    table.add_column(w(N_("kWh")), justify="right")
    table.add_column(w(N_("share")), justify="right")
    for plant in content.plants:
        counted = totals.by_plant.get(plant.plant, 0)
        name = plant.name or plant.plant
        table.add_row(name, plant.technology, plant.area, kwh(counted), share(counted, totals.energy_wh))
    unmatched = (kwh(totals.unmatched_wh), share(totals.unmatched_wh, totals.energy_wh))
    table.add_row(w(N_("covered by no claim")), "", "", *unmatched)
    table.add_row(Text(w(N_("all power")), style="bold"), "", "", kwh(totals.energy_wh), "")
    console.print(table)
    console.print()
    rule = {"windows": ", ".join(content.rule.windows) or "–", "markets": ", ".join(content.rule.markets) or "–"}
    losses = ", ".join(percent(one) for one in content.rule.losses_ppm) or "–"
    console.print(w(N_("matched within: {windows}; markets: {markets}; losses: {losses}"), **rule, losses=losses))


def show_written_trace(content: TraceContent, path: Path, lang: Lang) -> None:
    """Print a statement that was made, and where it stands."""
    w, console = words(lang), plain_console()
    show_trace(content, w, console)
    console.print(w(N_("written: {path}"), path=path), soft_wrap=True)


def show_written_proof(proven: Proven, path: Path, lang: Lang) -> None:
    """Print the lots that are proven, and where the proof stands."""
    w, console = words(lang), plain_console()
    console.print(Text(w(N_("at the end of {day}"), day=proven.day.name), style="bold"))
    rows = [(one.certificate, one.first_wh, one.stop_wh, one.owner, one.state, one.entry) for one in proven.lots]
    console.print(_lots(rows, w))
    console.print(w(N_("written: {path}"), path=path), soft_wrap=True)


def show_trace_verification(verification: TraceVerification, lang: Lang) -> None:
    """Print what a trace says, each check with its reason, and the verdict with its age."""
    w, console = words(lang), plain_console()
    if verification.trace is not None:
        show_trace(verification.trace.content, w, console)
        console.print()
    elif verification.lots:
        leaves = [lot.data for lot in verification.lots]
        rows = [
            (
                str(one["certificate"]),
                int(str(one["first"])),
                int(str(one["stop"])),
                str(one["owner"]),
                LotState(str(one["state"])),
                int(str(one["entry"])),
            )
            for one in leaves
        ]
        console.print(_lots(rows, w))
        console.print()
    console.print(checks_table(verification.checks, w))
    console.print()
    console.print(_verdict(verification, w))


def show_ledger_audit(found: LedgerAudit, lang: Lang) -> None:
    """Print what an audit went through, and everything that is wrong."""
    w, console = words(lang), plain_console()
    seen = {"entries": found.audit.entries, "days": found.audit.days, "lots": found.audit.lots}
    console.print(w(N_("{entries} entries, {days} closed days, {lots} lots made again from the journal"), **seen))
    if found.published is not None:
        console.print(w(N_("{count} published days held against them"), count=found.published))
    console.print(_sums(found.audit.sums, w))
    if found.problems:
        show_problems(found.problems, lang)
    else:
        console.print(Text(w(N_("everything agrees")), style="bold green"))


def _lots(rows: Sequence[tuple[str, int, int, str, LotState, int]], w: Words) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    for name in (N_("certificate number"), N_("Wh"), N_("account"), N_("state"), N_("entry")):
        table.add_column(w(name), overflow="fold")
    for certificate, first, stop, owner, state, entry in rows:
        table.add_row(certificate, f"{first}–{stop}", owner, w(STATES[state]), str(entry))
    return table


def _sums(sums: Sums, w: Words) -> str:
    return "; ".join(f"{w(STATES[state])} {kwh(getattr(sums, state))} kWh" for state in LotState)


def _verdict(verification: TraceVerification, w: Words) -> Text:
    """Never the word "valid": what is in order is so as of a ledger day."""
    day, as_of = verification.day, verification.as_of
    if verification.outcome is not Outcome.IN_ORDER or day is None or as_of is None:
        return against(verification.outcome, verification.deciding, w)
    age = in_words(verification.at - as_of)
    told = w(
        N_("Signatures, log and ledger in order; claims as of {time}, {age} old."), time=moment_text(as_of), age=age
    )
    return Text.assemble((told, "bold green"), *growth_unproven(verification.checks, w))


def kwh(energy_wh: int) -> str:
    """Wh as kWh, all digits."""
    return decimal_text(Decimal(energy_wh) / _KWH)


def share(part_wh: int, whole_wh: int) -> str:
    """A share to a tenth of a percent, for people."""
    if not whole_wh:
        return "–"
    return f"{(Decimal(100 * part_wh) / whole_wh).quantize(Decimal('0.1')):f} %"


def percent(millionths: int) -> str:
    """Millionths as percent, all digits."""
    return f"{decimal_text(Decimal(millionths) / 10_000)} %"


def _moment(time_s: int) -> str:
    return moment_text(moment_at(time_s))
