"""Uncertain exchanges of a life-cycle database: the distributions it gives, and those made of its pedigrees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fourfold.accounting.background.system import Floats, Integers
from fourfold.accounting.uncertainty.distributions import WIDEST, WIDEST_GSD, Distributions, Fault, Form, Ragged, faults
from fourfold.accounting.uncertainty.uncertain import Uncertain, uncertain
from fourfold.core.problems import N_, MessageKind, Param, Place, Problem
from fourfold.data.databases.database import Database
from fourfold.data.pedigree import DEFAULT_SCALE, Scale, Scores, geometric_deviation, read_scores, scales

_REPAIR = N_("correct the row and import again; until then the amount stays fixed")
UNUSABLE = {
    Fault.NOT_A_NUMBER: MessageKind(
        "uncertainty-not-a-number",
        N_("{found}: a parameter is missing or not finite, or the geometric mean is 0"),
        N_("numbers"),
        _REPAIR,
    ),
    Fault.GSD_BELOW_ONE: MessageKind(
        "uncertainty-gsd-below-one",
        N_("{found}: geometric standard deviation below 1"),
        N_("a geometric standard deviation of at least 1"),
        _REPAIR,
    ),
    Fault.NEGATIVE_DEVIATION: MessageKind(
        "uncertainty-negative-deviation",
        N_("{found}: negative standard deviation"),
        N_("a standard deviation of at least 0"),
        _REPAIR,
    ),
    Fault.ENDS_REVERSED: MessageKind(
        "uncertainty-ends-reversed",
        N_("{found}: the ends do not enclose what stands between them"),
        N_("lowest ≤ most likely ≤ highest"),
        _REPAIR,
    ),
    Fault.WEIGHTS: MessageKind(
        "uncertainty-weights",
        N_("{found}: weights are missing, negative or all zero"),
        N_("a weight for each value, at least one above 0"),
        _REPAIR,
    ),
    Fault.ZERO_AMOUNT: MessageKind(
        "uncertainty-of-zero",
        N_("{found}: the amount is zero and cannot be scaled by its draws"),
        N_("an amount other than 0"),
        _REPAIR,
    ),
    Fault.TOO_WIDE: MessageKind(
        "uncertainty-too-wide",
        N_("{found}: spreads too far to be drawn"),
        N_(
            "a geometric standard deviation of at most {widest_gsd}, and other parameters of at most {widest} times the"
            " amount"
        ),
        _REPAIR,
    ),
    Fault.UNKNOWN_FORM: MessageKind(
        "uncertainty-unknown-form",
        N_("{found}: no such distribution"),
        N_("lognormal, normal, triangular, uniform or discrete"),
        _REPAIR,
    ),
}
AMOUNT_OUTSIDE = MessageKind(
    "uncertainty-beside-amount",
    N_("{found}: the amount lies outside of its own distribution; draws follow the distribution"),
    N_("an amount that its distribution can give"),
    N_("correct the row and import again"),
)
PEDIGREE_UNREADABLE = MessageKind(
    "pedigree-unreadable",
    N_("{found} is no set of scores of the scale {scale}"),
    N_("one score from 1 to 5 for each of {indicators}, or n.a."),
    N_("correct the row and import again; until then the amount stays fixed"),
)


def uncertain_of(database: Database, *, basic: float | None = None, scale: str = DEFAULT_SCALE) -> Uncertain:
    """Which exchanges of a database are uncertain, and how.

    An exchange with a distribution has that. One without, but with pedigree scores and a basic uncertainty, becomes a
    lognormal around its amount. All others stay fixed.

    Args:
        database: any.
        basic: squared geometric standard deviation (at least 1) to assume where pedigree scores stand without a basic
            uncertainty; without it such exchanges stay fixed and are counted.
        scale: of the pedigree scores.
    """
    rows = database.exchanges.with_row_index("number")
    form = pl.col("distribution").fill_null("")
    described = rows.filter((form != "") | (pl.col("pedigree").fill_null("") != ""))
    scored = described.filter(form == "")
    made, problems, missing, without = _from_pedigree(scored, basic, scales()[scale])
    columns = pl.concat([described.filter(form != ""), made]).sort("number")
    given, numbers = _distributions(columns), columns["number"].to_numpy().astype(np.int64)
    from_pedigree = np.isin(numbers, made["number"].to_numpy())
    found = uncertain(numbers, given, from_pedigree)
    states = np.zeros(rows.height, np.int8)
    states[: len(found.states)] = found.states
    told = (*problems, *_refusals(columns, given))
    return replace(found, states=states, problems=told, missing_scores=missing, without_base=without)


def by_flow(database: Database) -> Sequence[int]:
    """Keys for `Uncertain.grouped`: exchanges of one flow move together [exchange]."""
    return database.exchanges["flow"].to_list()


def _from_pedigree(
    rows: pl.DataFrame, basic: float | None, scale: Scale
) -> tuple[pl.DataFrame, list[Problem], int, int]:
    """Rows with the lognormal made of their scores; problems; how many lack scores; how many lack a base."""
    texts = {text: read_scores(text, scale) for text in rows["pedigree"].unique().to_list()}
    base = pl.coalesce(pl.col("base_uncertainty").fill_nan(None), pl.lit(basic, pl.Float64))
    rows = rows.with_columns(base_uncertainty=base)
    problems = [
        Problem(
            PEDIGREE_UNREADABLE,
            _place(row),
            {"found": row["pedigree"], "scale": scale.id, "indicators": ", ".join(scale.indicators)},
            "warning",
        )
        for row in rows.filter(pl.col("pedigree").is_in([t for t, s in texts.items() if s is None])).to_dicts()
    ]
    read = {
        text: scores for text, scores in texts.items() if scores is not None and scores.missing < len(scores.values)
    }
    usable = rows.filter(pl.col("pedigree").is_in(list(read)) & (pl.col("amount") != 0))  # nothing scales a zero
    based = usable.filter(pl.col("base_uncertainty").is_not_null())
    gsd = [_deviation(b, read[t], scale) for b, t in zip(based["base_uncertainty"], based["pedigree"], strict=True)]
    incomplete = sum(read[text].missing > 0 for text in based["pedigree"])
    made = based.with_columns(
        distribution=pl.lit("lognormal"), a=pl.col("amount"), b=pl.Series("b", gsd, pl.Float64), c=pl.lit(float("nan"))
    )
    return made, problems, incomplete, usable.height - based.height


def _deviation(base: float, scores: Scores, scale: Scale) -> float:
    """``nan``, which is refused, for a base that is no squared geometric standard deviation."""
    return geometric_deviation(base, scores, scale) if 1 <= base < float("inf") else float("nan")


def _distributions(rows: pl.DataFrame) -> Distributions:
    forms = {form.name.lower(): int(form) for form in Form}
    codes = rows["distribution"].replace_strict(forms, default=0, return_dtype=pl.Int8).to_numpy()
    values, weights = ([] if rows.is_empty() else _lists(rows[name]) for name in ("values", "weights"))
    columns = [_floats(rows[name]) for name in ("amount", "a", "b", "c")]
    return Distributions(codes, columns[0], columns[1], columns[2], columns[3], Ragged.of(values, weights))


def _floats(column: pl.Series) -> Floats:
    return column.fill_null(float("nan")).to_numpy().astype(np.float64)


def _lists(column: pl.Series) -> list[list[float]]:
    return [values or [] for values in column.to_list()]


def _refusals(rows: pl.DataFrame, given: Distributions) -> list[Problem]:
    """Why each that cannot be drawn cannot, and which are drawn beside their amount."""
    codes, beside = faults(given), _beside(given)
    at: Integers = np.flatnonzero((codes != Fault.NONE) | beside)
    found = zip(rows[at.tolist()].to_dicts() if len(at) else [], codes[at].tolist(), strict=True)
    kinds = {**UNUSABLE, Fault.NONE: AMOUNT_OUTSIDE}
    limits: dict[str, Param] = {"widest_gsd": f"{WIDEST_GSD:g}", "widest": f"{WIDEST:g}"}
    return [
        Problem(kinds[Fault(code)], _place(row), {"found": _spelled(row), **limits}, "warning") for row, code in found
    ]


def _beside(given: Distributions) -> NDArray[np.bool_]:
    """Whether an amount is none that its distribution can give: outside of its ends, or of the other sign."""
    high = np.select([given.forms == Form.TRIANGULAR, given.forms == Form.UNIFORM], [given.c, given.b], np.inf)
    low = np.where(np.isfinite(high), given.a, -np.inf)
    other_sign = (given.forms == Form.LOGNORMAL) & (given.a * given.amounts < 0)
    return np.asarray(other_sign | (given.amounts < low) | (given.amounts > high))


def _place(row: dict[str, object]) -> Place:
    line = row["row"]
    return Place(str(row["file"] or ""), line if isinstance(line, int) else 0)


def _spelled(row: dict[str, object]) -> str:
    """The distribution as a message shows it."""
    values = [row[name] for name in ("a", "b", "c")]
    numbers = "; ".join(f"{value:g}" for value in values if isinstance(value, float) and value == value)
    return f"{row['distribution']} ({numbers or row['values']}), {row['amount']}"
