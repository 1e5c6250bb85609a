"""How far the score of a product of a database can be trusted, and which of two products is the lower."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from fourfold.accounting.background.spelling import number_text
from fourfold.accounting.uncertainty.compare import Comparison, compare
from fourfold.accounting.uncertainty.montecarlo import simulate
from fourfold.accounting.uncertainty.of_database import by_flow, uncertain_of
from fourfold.accounting.uncertainty.screening import Screening, Term, screen
from fourfold.accounting.uncertainty.simulation import Simulation
from fourfold.accounting.uncertainty.summary import Estimate, Summary, summarise
from fourfold.accounting.uncertainty.uncertain import State, Uncertain
from fourfold.accounting.uncertainty.weighing import by_line
from fourfold.app.databases.scoring import Scoring, find_product
from fourfold.core.canonical import JSON
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem
from fourfold.core.progress import Tick, no_tick
from fourfold.data.pedigree import DEFAULT_SCALE, scales

FORMAT, FORMAT_OF_COMPARISON = "database-uncertainty/1", "database-comparison/1"
Grouping = Literal["none", "flow"]

BASIC_TOO_SMALL = MessageKind(
    "basic-uncertainty-too-small",
    N_("{found} is no squared geometric standard deviation"),
    N_("a finite number of at least 1"),
    N_("correct --basic, or leave it out"),
)


@dataclass(frozen=True)
class Asked:
    """How draws are made.

    Attributes:
        draws, seed: how many, and from which seed.
        groups: ``flow``: exchanges of one flow rise and fall together; ``none``: each by itself.
        basic: squared geometric standard deviation assumed where a pedigree stands without a basic uncertainty.
    """

    draws: int = 1000
    seed: int = 1
    groups: Grouping = "none"
    basic: float | None = None

    def content(self) -> dict[str, JSON]:
        """As JSON holds it."""
        basic = None if self.basic is None else number_text(self.basic)
        return {"draws": self.draws, "seed": self.seed, "groups": self.groups, "basic": basic}


@dataclass(frozen=True, eq=False)
class Drawn:
    """Scores of some products, drawn.

    Attributes:
        scoring: of which database.
        asked: how.
        products: columns.
        uncertain: exchanges that may be drawn.
        simulation: the draws of these products.
    """

    scoring: Scoring
    asked: Asked
    products: tuple[int, ...]
    uncertain: Uncertain
    simulation: Simulation

    def summaries(self, product: int) -> dict[str, Summary]:
        """What the draws of one product tell, by indicator."""
        return {name: summarise(self.simulation.of(product, at)) for at, name in enumerate(self.simulation.names)}

    def screening(self, product: int) -> Screening:
        """First-order variance of one unit of a product."""
        weighing = by_line(self.scoring.characterisation)
        return screen(self.scoring.system, self.uncertain, weighing, {product: 1.0}, solver=self.scoring.solver)

    @property
    def comparison(self) -> Comparison:
        """The first product against the second."""
        return compare(self.simulation, self.products[0], self.products[1])

    @property
    def can_tell(self) -> bool:
        """Whether draws say anything: something was drawn, and most draws came out."""
        return self.simulation.drawn > 0 and 2 * len(self.simulation.failures) < self.simulation.draws


def draw_products(scoring: Scoring, texts: Sequence[str], asked: Asked, tick: Tick = no_tick) -> Drawn:
    """Draw the scores of products that a person named.

    Raises:
        InputError: no product or several fit a text, fewer than two draws, or the system has no solution.
    """
    if asked.basic is not None and not 1 <= asked.basic < float("inf"):
        raise InputError([Problem(BASIC_TOO_SMALL, Place("--basic"), {"found": str(asked.basic)})])
    scoring, columns = scoring.upstream_of([find_product(scoring, text) for text in texts])
    products = tuple(columns)
    uncertain = uncertain_of(scoring.database, basic=asked.basic)
    if asked.groups == "flow":
        uncertain = uncertain.grouped(by_flow(scoring.database))
    kept = list(dict.fromkeys(products))
    weighing = by_line(scoring.characterisation)
    with scoring.placing():
        found = simulate(
            scoring.system, uncertain, weighing, draws=asked.draws, seed=asked.seed, products=kept, tick=tick
        )
    return Drawn(scoring, asked, products, uncertain, found)


def uncertainty_document(drawn: Drawn, terms: int) -> dict[str, JSON]:
    """Intervals and screening of the first product as JSON."""
    product, screening = drawn.products[0], drawn.screening(drawn.products[0])
    point = drawn.simulation.point[drawn.simulation.place(product)]
    lines: dict[str, JSON] = {
        name: {"without_uncertainty": number_text(float(point[at])), **_summary(summary)}
        for at, (name, summary) in enumerate(drawn.summaries(product).items())
    }
    return {
        "fourfold": FORMAT,
        **_common(drawn),
        "product": _product(drawn, product),
        "kg_co2e": lines,
        "screening": {
            "sd": number_text(float(np.sqrt(screening.variance))),
            "terms": [_term(drawn, term) for term in screening.terms[:terms]],
            "further_terms": max(len(screening.terms) - terms, 0),
        },
        "without_uncertainty": {
            "exchanges": screening.exchanges_without,
            "of": screening.exchanges,
            "share_of_emissions": number_text(screening.emissions_without),
            "share_of_inputs": number_text(screening.inputs_without),
        },
    }


def comparison_document(drawn: Drawn) -> dict[str, JSON]:
    """The comparison of two products as JSON."""
    found = drawn.comparison
    return {
        "fourfold": FORMAT_OF_COMPARISON,
        **_common(drawn),
        "a": {**_product(drawn, drawn.products[0]), **_summary(found.first)},
        "b": {**_product(drawn, drawn.products[1]), **_summary(found.second)},
        "difference": _summary(found.difference),
        "ratio": None if found.ratio is None else _summary(found.ratio),
        "probability_a_below_b": _estimate(found.below),
        "equal": number_text(found.equal),
        "correlation": number_text(found.correlation),
        "if_independent": {
            "difference": _summary(found.apart),
            "probability_a_below_b": _estimate(found.below_apart),
        },
    }


def draws_table(drawn: Drawn) -> bytes:
    """Every draw of every kept product as CSV; a draw that failed says why and has no figures."""
    simulation, products = drawn.simulation, drawn.scoring.system.products
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["draw", "product", *(f"{name}_kg_co2e" for name in simulation.names), "failure"])
    for number in range(simulation.draws):
        failure = simulation.failures.get(number, "")
        for at, product in enumerate(simulation.products.tolist()):
            figures = [number_text(value) or "" for value in simulation.scores[number, at].tolist()]
            writer.writerow([number + 1, products[product].id, *figures, failure])
    return stream.getvalue().encode()


def rows_of_term(drawn: Drawn, term: Term) -> Iterator[tuple[str, str, Place]]:
    """Process, flow and place in the source of each exchange of a term."""
    database = drawn.scoring.database
    rows = database.exchanges[list(term.exchanges)].select("process", "flow", "file", "row").rows()
    for process, flow, file, row in rows:
        yield database.processes["name"][process], database.flows["name"][flow], Place(file or "", row or 0)


def _common(drawn: Drawn) -> dict[str, JSON]:
    simulation, states = drawn.simulation, drawn.uncertain.states
    scale = scales()[DEFAULT_SCALE]
    failed: dict[str, JSON] = {}
    for reason in simulation.failures.values():
        failed[reason] = sum(other == reason for other in simulation.failures.values())
    return {
        "basis": drawn.scoring.basis(),
        "asked": drawn.asked.content(),
        "draws": {
            "made": simulation.draws,
            "failed": failed,
            "exchanges_drawn": simulation.drawn,
            "tolerance": number_text(simulation.tolerance),
            "error_of_first": number_text(simulation.error),
        },
        "exchanges": {state.name.lower().replace("_", "-"): int((states == state).sum()) for state in State},
        "pedigree": {
            "scale": scale.id,
            "status": str(scale.status),
            "scores_missing": drawn.uncertain.missing_scores,
            "without_basic_uncertainty": drawn.uncertain.without_base,
        },
        "problems": [
            {"code": problem.kind.code, "place": str(problem.place), "text": problem.in_english}
            for problem in drawn.uncertain.problems
        ],
    }


def _product(drawn: Drawn, column: int) -> dict[str, JSON]:
    product = drawn.scoring.system.products[column]
    return {"id": product.id, "name": product.name, "location": product.location, "unit": product.unit}


def _summary(of: Summary) -> dict[str, JSON]:
    names = ("mean", "sd", "median", "low", "high")
    return {**{name: _estimate(getattr(of, name)) for name in names}, "draws": of.count}


def _estimate(of: Estimate) -> dict[str, JSON]:
    return {"value": number_text(of.value), "error": number_text(of.error)}


def _term(drawn: Drawn, term: Term) -> dict[str, JSON]:
    exchanges: list[JSON] = [
        {"process": process, "flow": flow, "place": str(place)} for process, flow, place in rows_of_term(drawn, term)
    ]
    return {
        "share": number_text(term.share),
        "sd": number_text(float(np.sqrt(term.variance))),
        "per_100_percent": number_text(term.sensitivity),
        "exchanges": exchanges,
    }
