"""First-order screening: which uncertain amounts the variance of a score comes from, without drawing.

With amounts x that deliver the demand and scores y of all products, the score changes by

    y(i) x(p) C(i, p)      when the amount behind the need C(i, p) changes by itself, that is, by 100 %
    c(e) B(e, p) x(p)      when an intervention does
    −x(p) y(p)             when the amount that the process of p makes does, since its whole column is divided by it

(Heijungs & Suh 2002, ch. 6.) Summed over the entries of one exchange that is its sensitivity s, and its part of the
variance is (s · sd / amount)². Exchanges of one group move together: their s · sd / amount add before squaring. Terms
of higher order are left out: large variances come out too small.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fourfold.accounting.background.product_names import told_apart
from fourfold.accounting.background.solving import Solver
from fourfold.accounting.background.system import NO_EXCHANGE, Floats, Integers, LinearSystem
from fourfold.accounting.uncertainty.distributions import Form, variances
from fourfold.accounting.uncertainty.uncertain import State, Uncertain
from fourfold.accounting.uncertainty.weighing import Weighing


@dataclass(frozen=True, slots=True)
class Term:
    """A group of exchanges that move together; mostly a single exchange.

    Attributes:
        exchanges: row numbers.
        product: column of the largest of its entries.
        sensitivity: change of the score for +100 % of the amounts.
        variance: its part of the variance of the score.
        share: of the sum of all parts.
    """

    exchanges: tuple[int, ...]
    product: int
    sensitivity: float
    variance: float
    share: float


@dataclass(frozen=True, eq=False)
class Screening:
    """First-order variance of the score of a demand.

    Attributes:
        terms: by variance, the largest first, those of no variance left out.
        variance: their sum.
        score: of the demand.
        emissions_without: share of what is emitted and taken up, without regard to signs, that comes from exchanges of
            which no uncertainty is given.
        inputs_without: share of what comes in through needs, without regard to signs, likewise.
        exchanges_without: how many exchanges count for something and have no uncertainty given.
        exchanges: how many count for something.
    """

    terms: Sequence[Term]
    variance: float
    score: float
    emissions_without: float
    inputs_without: float
    exchanges_without: int
    exchanges: int


def screen(
    system: LinearSystem,
    uncertain: Uncertain,
    weighing: Weighing,
    demand: dict[int, float],
    *,
    indicator: int = 0,
    solver: Solver | None = None,
) -> Screening:
    """Screen the score of a demand.

    Args:
        system: any.
        uncertain: its uncertain exchanges.
        weighing: what flows count for.
        demand: amounts by product.
        indicator: which of the weighing's.
        solver: of the system's coefficients, if there is one.

    Raises:
        InputError: the system has no solution.
    """
    solver = solver or Solver(system.coefficients, told_apart(system.products))
    wanted = np.zeros(system.size)
    for product, amount in demand.items():
        wanted[product] += amount
    mix = weighing.mix[indicator]
    scores = solver.adjoint((weighing.burdens(system) @ mix)[:, None]).values[:, 0]
    amounts = solver.forward(wanted[:, None]).values[:, 0]
    needs, natural = system.needs, system.interventions
    through_needs = needs.values * scores[needs.rows] * amounts[needs.columns]
    emitted = (mix @ weighing.of_entries(system)) * amounts[natural.columns]
    made = np.flatnonzero(system.production != NO_EXCHANGE)
    exchanges = np.concatenate([needs.exchanges, natural.exchanges, system.production[made]])
    effects = np.concatenate([through_needs, emitted, -(amounts * scores)[made]])
    columns = np.concatenate([needs.columns, natural.columns, made])
    terms = _terms(uncertain, exchanges, effects, columns)
    counts = np.unique(exchanges[(effects != 0) & (exchanges != NO_EXCHANGE)])
    without = uncertain.state_of(counts) == State.NOT_GIVEN
    return Screening(
        terms=terms,
        variance=sum(term.variance for term in terms),
        score=float(wanted @ scores),
        emissions_without=_share(uncertain, natural.exchanges, emitted),
        inputs_without=_share(uncertain, needs.exchanges, through_needs),
        exchanges_without=int(without.sum()),
        exchanges=len(counts),
    )


def relative_deviations(uncertain: Uncertain) -> Floats:
    """Standard deviation ÷ amount; negative where the draw falls as its standard normal rises [uncertain]."""
    given = uncertain.distributions
    deviations = np.sqrt(variances(given)) / np.abs(given.amounts)
    return np.where((given.forms != Form.LOGNORMAL) & (given.amounts < 0), -deviations, deviations)


def _terms(uncertain: Uncertain, exchanges: Integers, effects: Floats, columns: Integers) -> list[Term]:
    at = np.searchsorted(uncertain.exchanges, exchanges)
    there = at < uncertain.count
    there[there] = uncertain.exchanges[at[there]] == exchanges[there]
    at, effects, columns = at[there], effects[there], columns[there]
    sensitivity = np.bincount(at, effects, minlength=uncertain.count)
    largest = np.argsort(np.abs(effects), kind="stable")
    product = np.zeros(uncertain.count, np.int64)
    product[at[largest]] = columns[largest]
    keys, group = np.unique(uncertain.groups, return_inverse=True)
    parts = np.bincount(group, sensitivity * relative_deviations(uncertain), minlength=len(keys)) ** 2
    together = np.bincount(group, sensitivity, minlength=len(keys))
    total = float(parts.sum())
    members = np.argsort(group, kind="stable")
    starts = np.searchsorted(group[members], np.arange(len(keys) + 1))
    found = []
    for key in np.argsort(-parts, kind="stable").tolist():
        if parts[key] <= 0:
            break
        of = members[starts[key] : starts[key + 1]]
        main = int(product[of[np.argmax(np.abs(sensitivity[of]))]])
        numbers = tuple(uncertain.exchanges[of].tolist())
        found.append(Term(numbers, main, float(together[key]), float(parts[key]), float(parts[key]) / total))
    return found


def _share(uncertain: Uncertain, exchanges: Integers, effects: Floats) -> float:
    """Share of the effects, without regard to signs, of exchanges of which no uncertainty is given; 0 of nothing."""
    size = np.abs(effects)
    total = float(size.sum())
    return float(size[uncertain.state_of(exchanges) == State.NOT_GIVEN].sum()) / total if total else 0.0
