"""A tracing run as tables for people and as JSON for programs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from fourfold.cli.data.factors_view import STATUS_WORDS
from fourfold.cli.show import plain_console
from fourfold.core.canonical import JSON
from fourfold.core.problems import N_, Assumption, clip
from fourfold.core.words import Lang, Words, in_both, words
from fourfold.data.basis import ELECTRICITY_SERIES_NAMES, Claim
from fourfold.data.source import Status
from fourfold.electricity.tracing.options import Coupling

if TYPE_CHECKING:
    from fourfold.app.electricity.tracing import AreaSummary, TraceRun
    from fourfold.electricity.factors.table import FactorsMeta
    from fourfold.electricity.grid.state import Finding

COUPLING_WORDS = {Coupling.DIRECT: N_("direct coupling"), Coupling.AGGREGATED: N_("aggregated coupling")}
REASONS = {
    "zero_throughput": N_("nothing generated or imported"),
    "loop_without_source": N_("loop without source"),
    "missing_input": N_("missing input"),
}
_MOST_AREAS = 40
_MOST_NOTES = 15
_MOST_SIGNS = 300


CONSUMED = N_("consumption MWh"), N_("kg per MWh of consumption (the same as g per kWh); means weighted by energy")
CONSUMPTION_LEFT = (
    N_("consumption left MWh"),
    N_("kg per MWh of consumption left (the same as g per kWh); weighted by energy"),
)
GENERATION_LEFT = (
    N_("generation left MWh"),
    N_("kg per MWh of generation left (the same as g per kWh); weighted by energy"),
)


def show_trace(run: TraceRun, lang: Lang, weights: tuple[str, str] = CONSUMED) -> None:
    """Print what was traced: the areas' factors, what reading told, the balance, and where the file is.

    Args:
        run: what was traced.
        lang: language.
        weights: the energy that weights the factors, as the title of a column, and the unit of the factors in words.
    """
    w, console = words(lang), plain_console()
    show_head(run.meta, lang)
    console.print(_areas(run.areas, weights[0], w))
    console.print(w(weights[1]))
    if len(run.areas) > _MOST_AREAS:
        console.print(w(N_("… and {count} more areas"), count=len(run.areas) - _MOST_AREAS))
    show_notes([finding.note for finding in run.meta.findings], w(N_("Found while reading:")), lang)
    show_notes(run.meta.assumptions, w(N_("Assumed:")), lang)
    worst = max((balance.relative_error for balance in run.meta.balances), default=0.0)
    console.print(w(N_("balance: worst interval misses by {error} of what came in"), error=f"{worst:.1e}"))
    path = str(run.output)
    console.print(
        w(N_("{rows} rows: {path} (and {path}.meta.json)"), rows=run.intervals * len(run.areas), path=path),
        style="bold",
        soft_wrap=True,
    )


def show_head(meta: FactorsMeta, lang: Lang) -> None:
    """Print what kind of factors these are."""
    w, console = words(lang), plain_console()
    parts = [w.name(ELECTRICITY_SERIES_NAMES[meta.basis.quantity])] if meta.basis else []
    if meta.options:
        parts += [w(COUPLING_WORDS[meta.options.coupling]), str(meta.options.losses)]
    if meta.basis and meta.basis.claim is Claim.RESIDUAL:
        parts.insert(0, w(N_("residual mix")))
    if meta.delivery:
        parts.append(w(N_("delivered")))
    console.print(Text(" · ".join(parts), style="bold"))
    if meta.status in (Status.ILLUSTRATIVE, Status.UNCONFIRMED):
        console.print(Text(w(N_("status: {status}"), status=w(STATUS_WORDS[meta.status])), style="bold yellow"))


def show_notes(notes: Sequence[Assumption], title: str, lang: Lang) -> None:
    """Print findings or assumptions: of each kind the first, and how many more; what goes without saying not at all."""
    kinds: dict[str, list[Assumption]] = {}
    for note in notes:
        if not _goes_without_saying(note):
            kinds.setdefault(note.kind.code, []).append(note)
    if not kinds:
        return
    w, console = words(lang), plain_console()
    console.print(Text(title, style="bold"))
    listed = Table.grid(padding=(0, 1, 0, 0))
    for alike in list(kinds.values())[:_MOST_NOTES]:
        text = clip(w.assumption(alike[0]), _MOST_SIGNS)
        more = w(N_(" (and {count} more of this kind)"), count=len(alike) - 1) if len(alike) > 1 else ""
        listed.add_row("  –", Text(f"{text}{more}"))
    console.print(listed)
    if len(kinds) > _MOST_NOTES:
        console.print(Text("  " + w(N_("… and {count} more, in the meta file"), count=len(kinds) - _MOST_NOTES)))


def _goes_without_saying(note: Assumption) -> bool:
    """Rows that were read, and a resolution that was kept: both are in the meta file."""
    kept = note.params.get("minutes") == note.params.get("target")
    return note.kind.code == "grid-rows-read" or (note.kind.code == "grid-resolution-found" and kept)


def trace_document(run: TraceRun) -> JSON:
    """The summary of a run, numbers as text."""
    return {
        "fourfold": "trace/1",
        "output": str(run.output),
        "intervals": run.intervals,
        "unit": run.meta.attributes[0].name,
        **_choices(run.meta),
        "status": str(run.meta.status),
        "areas": [
            {
                "area": one.area.code,
                "lowest": number(one.lowest),
                "mean": number(one.mean),
                "highest": number(one.highest),
                "demand_mwh": number(one.demand_mwh),
                "without_factor": dict(one.without),
            }
            for one in run.areas
        ],
        "findings": [finding_document(finding) for finding in run.meta.findings],
        "assumptions": [note_document(note) for note in run.meta.assumptions],
        "balances": [
            {"attribute": one.attribute, "relative_error": number(one.relative_error)} for one in run.meta.balances
        ],
    }


def _choices(meta: FactorsMeta) -> dict[str, JSON]:
    options = meta.options
    return {name: str(getattr(options, name)) for name in ("coupling", "losses", "storage")} if options else {}


def finding_document(finding: Finding) -> JSON:
    """What reading told, in both languages."""
    return {**note_document(finding.note), "count": finding.count}


def note_document(note: Assumption) -> dict[str, JSON]:
    """An assumption: its code, and its text in both languages."""
    return {"code": note.kind.code, "text": dict(in_both(note.kind.text, note.params))}


def number(value: float) -> str | None:
    """A number as the shortest text that reads back, nothing where there is none."""
    return repr(float(value)) if math.isfinite(value) else None


def figure(value: float) -> str:
    """A number for people."""
    return f"{value:,.1f}" if math.isfinite(value) else "–"


def called(code: str, names: Mapping[str, str], w: Words) -> str:
    """An area by code and name; by one of them where they are the same."""
    name = w.name(names) if names else code
    return code if name == code else f"{code} {name}"


def _areas(areas: Sequence[AreaSummary], weight: str, w: Words) -> Table:
    shown = areas[:_MOST_AREAS]
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(w(N_("area")), overflow="fold")
    for title in (N_("lowest"), N_("mean"), N_("highest"), weight):
        table.add_column(w(title), justify="right", no_wrap=True)
    if any(one.without for one in shown):
        table.add_column(w(N_("intervals without factor")))
    for one in shown:
        without = ", ".join(f"{count} ({w(REASONS[word])})" for word, count in sorted(one.without.items()))
        figures = (one.lowest, one.mean, one.highest, one.demand_mwh)
        label = Text(called(one.area.code, dict(one.area.names), w))
        table.add_row(label, *map(figure, figures), *([without] if len(table.columns) > len(figures) + 1 else []))
    return table
