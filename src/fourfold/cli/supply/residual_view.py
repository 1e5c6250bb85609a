"""What ``fourfold supply residual`` prints, for people and for programs."""

from __future__ import annotations

from fourfold.app.supply.ledgers import OpenedLedger
from fourfold.app.supply.residual import ResidualRequest, ResidualRun
from fourfold.cli.electricity.trace_view import CONSUMPTION_LEFT, GENERATION_LEFT, show_trace
from fourfold.cli.show import plain_console
from fourfold.core.canonical import JSON
from fourfold.core.problems import N_
from fourfold.core.words import Lang, words

RESIDUAL_FORMAT = "supply-residual/1"


def residual_document(run: ResidualRun, opened: OpenedLedger, asked: ResidualRequest) -> dict[str, JSON]:
    """What was done. Wh are texts: they may pass 2^53."""
    books = run.books
    return {
        "fourfold": RESIDUAL_FORMAT,
        "ledger": opened.card.id,
        "output": str(run.trace.output),
        "of": asked.of,
        "spread": asked.spread.value,
        "beyond": asked.beyond.value,
        "certificates": len({one.certificate for one in run.share.leaving}),
        "leaving_wh": str(run.share.energy_wh),
        "held_wh": str(run.share.held_wh),
        "certificates_beyond": run.share.beyond,
        "certificates_elsewhere": run.share.elsewhere,
        "certificates_discharged": run.share.discharged,
        "certificates_beside_the_grid": run.share.beside,
        "beside_the_grid_wh": str(run.share.beside_wh),
        "generated_kg": f"{books.generated_kg:.6f}",
        "claimed_kg": f"{books.claimed_kg:.6f}",
        "residual_kg": f"{books.residual_kg:.6f}",
        "worst_gap": f"{books.worst:.1e}",
        "closed": list(run.closed),
        "rewritten": run.rewritten,
    }


def show_residual(run: ResidualRun, asked: ResidualRequest, lang: Lang) -> None:
    """Print the factors, the books and what was closed."""
    w, console, books = words(lang), plain_console(), run.books
    show_trace(run.trace, lang, CONSUMPTION_LEFT if asked.of == "consumption" else GENERATION_LEFT)
    masses = {"generated": books.generated_kg, "claimed": books.claimed_kg, "residual": books.residual_kg}
    told = {name: f"{kg / 1000:,.3f}" for name, kg in masses.items()} | {"worst": f"{books.worst:.1e}"}
    console.print(
        w(
            N_(
                "emissions of generation {generated} t = claimed {claimed} t + residual {residual} t; worst gap {worst}"
            ),
            **told,
        )
    )
    if run.closed:
        console.print(w(N_("residual closed in the ledger: {areas}"), areas=", ".join(run.closed)))
    elif asked.close:
        console.print(w(N_("the residual was closed in the ledger already")))
    if run.rewritten:
        console.print(w(N_("the ledger changed before it was closed; the file was written again")))
