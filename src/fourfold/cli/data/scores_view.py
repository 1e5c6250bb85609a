"""Scores of all products as a summary: for people the highest, for programs counts and what was written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from rich.table import Table
from rich.text import Text

from fourfold.accounting.background.characters import LINES
from fourfold.accounting.background.spelling import number_text
from fourfold.app.databases.scoring import Scoring, solution_document
from fourfold.cli.data.basis_view import called, figure, show_basis
from fourfold.cli.show import plain_console
from fourfold.core.canonical import JSON
from fourfold.core.problems import N_
from fourfold.core.words import Lang, words

_SHOWN = 10


def scores_document(scoring: Scoring, written: Mapping[str, Path]) -> dict[str, JSON]:
    """The summary as JSON."""
    totals = scoring.scores.sum(axis=1)
    highest: list[JSON] = [
        {
            "id": scoring.system.products[at].id,
            "name": scoring.system.products[at].name,
            "unit": scoring.system.products[at].unit,
            "kg_co2e": number_text(float(totals[at])),
        }
        for at in np.argsort(-totals, kind="stable")[:_SHOWN].tolist()
    ]
    return {
        "fourfold": "database-scores/1",
        "basis": scoring.basis(),
        "products": scoring.system.size,
        "without_burden": int(np.sum(totals == 0)),
        "negative": int(np.sum(totals < 0)),
        "without_score": int(np.sum(np.isnan(totals))),
        "solution": solution_document(scoring.solved),
        "unsolved": [problem.in_english for problem in scoring.unsolved],
        "highest": highest,
        "written": {what: str(path) for what, path in written.items()},
    }


def show_scores(scoring: Scoring, written: Mapping[str, Path], lang: Lang) -> None:
    """Print the highest scores, counts, and what was written."""
    w, console = words(lang), plain_console()
    totals = scoring.scores.sum(axis=1)
    table = Table(title=w(N_("highest of {count} products, per unit"), count=scoring.system.size), title_justify="left")
    table.add_column("kg CO2e", justify="right")
    table.add_column(w(N_("unit")))
    table.add_column(w(N_("product")), overflow="fold")
    table.add_column(w(N_("largest line")))
    for at in np.argsort(-totals, kind="stable")[:_SHOWN].tolist():
        product, line = scoring.system.products[at], LINES[int(np.abs(scoring.scores[at]).argmax())]
        table.add_row(figure(float(totals[at])), Text(product.unit), Text(called(product)), Text(line))
    console.print(table)
    zero, below = int(np.sum(totals == 0)), int(np.sum(totals < 0))
    console.print(w(N_("without any burden: {zero}; below zero: {below}"), zero=zero, below=below))
    if scoring.unsolved:
        lost = N_("{count} products have no score: they are part of what follows, or need something that is")
        console.print(w(lost, count=int(np.sum(np.isnan(totals)))), style="bold")
        for problem in scoring.unsolved:
            console.print(Text(f"  {w.problem(problem)}"), soft_wrap=True)
    show_basis(scoring, w, console, scoring.solved)
    for path in written.values():
        console.print(w(N_("written: {path}"), path=path), soft_wrap=True)
