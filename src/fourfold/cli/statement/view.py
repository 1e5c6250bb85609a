"""A statement for people: what it concludes, of what, and what was found."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from fourfold.certification.documents.statement import Recomputed, Statement
from fourfold.certification.documents.wording import (
    EQUALITIES,
    FATES,
    LEVELS,
    OPINIONS,
    SEVERITIES,
    cited,
    conclusion_of,
)
from fourfold.cli.show import plain_console, significant
from fourfold.core.canonical import decimal_text
from fourfold.core.moments import moment_text
from fourfold.core.problems import N_
from fourfold.core.words import Lang, Words, words

_DIGITS = 4


def show_statement(statement: Statement, lang: Lang) -> None:
    """Print a statement; of findings, a table."""
    w, console = words(lang), plain_console(soft_wrap=True)
    console.print(Text(conclusion_of(statement, w), style="bold"))
    if statement.reviewer is None:
        console.print(Text(w(N_("The independent review is outstanding.")), style="bold yellow"))
    for name, text in _rows(statement, w):
        console.print(w(N_("{name}: {text}"), name=name, text=text))
    if statement.findings:
        plain_console().print(_findings(statement, w))
    for limitation in statement.limitations:
        part = f"{limitation.part}: " if limitation.part else ""
        console.print(w(N_("limitation: {text}"), text=part + w.name(limitation.text)))


def _rows(statement: Statement, w: Words) -> list[tuple[str, str]]:
    criteria, materiality = statement.criteria, statement.materiality
    figure = significant(statement.figure.total_kg_co2e, _DIGITS)
    percent = decimal_text(materiality.share * 100)
    sums = {
        "percent": percent,
        "signed": decimal_text(materiality.sum_signed_kg_co2e),
        "absolute": decimal_text(materiality.sum_absolute_kg_co2e),
    }
    pack = {"id": criteria["standard"], "version": criteria["version"], "status": criteria["status"]}
    reviewer = "–" if statement.reviewer is None else statement.reviewer.did
    return [
        (w(N_("product")), w.name(statement.product)),
        (w(N_("figure")), w(N_("{figure} kg CO2e per {unit}"), figure=figure, unit=w.name(statement.unit))),
        (w(N_("standard")), cited(statement)),
        (w(N_("rule pack")), w(N_("{id} {version} ({status})"), **pack)),
        (w(N_("level")), w(LEVELS[statement.level])),
        (w(N_("opinion")), w(OPINIONS[statement.opinion])),
        (w(N_("scope")), w.name(statement.scope)),
        (
            w(N_("materiality")),
            w(N_("{percent} % of the total; uncorrected: {signed} kg CO2e signed, {absolute} absolute"), **sums),
        ),
        (w(N_("hidden parts shown")), str(len(statement.shown))),
        (w(N_("dossier")), statement.dossier),
        (w(N_("preparation")), statement.preparation),
        (w(N_("recomputation")), _recomputed(statement.recomputed, w)),
        (w(N_("body")), statement.body),
        (w(N_("preparer")), statement.preparer.did),
        (w(N_("verifier")), statement.verifier.did),
        (w(N_("reviewer")), reviewer),
        (w(N_("signed")), moment_text(statement.signed)),
        (w(N_("digest")), statement.digest),
    ]


def _recomputed(recomputed: Recomputed | None, w: Words) -> str:
    return "–" if recomputed is None else f"{recomputed.digest} ({w(EQUALITIES[recomputed.outcome])})"


def _findings(statement: Statement, w: Words) -> Table:
    table = Table(box=None, padding=(0, 1))
    for name in (N_("finding"), N_("clause"), N_("severity"), N_("status"), N_("kg CO2e"), N_("line")):
        table.add_column(w(name), justify="right" if name == "kg CO2e" else "left", overflow="fold")
    table.add_column(w(N_("what was found")), overflow="fold", ratio=1)
    for one in statement.findings:
        amount = "–" if one.amount_kg_co2e is None else decimal_text(one.amount_kg_co2e)
        words_of_it = (w(SEVERITIES[one.severity]), w(FATES[one.status]))
        table.add_row(one.id, one.clause or "–", *words_of_it, amount, one.line or "–", w.name(one.text))
    return table
