"""Parts of a sealed document: notes, labels by run, shares."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import numpy as np

from fourfold.core.canonical import JSON, decimal_text
from fourfold.core.problems import Assumption
from fourfold.core.words import words
from fourfold.data.source import Source
from fourfold.electricity.factors.ladder import Chosen
from fourfold.electricity.factors.sealed import param_document
from fourfold.electricity.factors.table import Delivery, FactorTable
from fourfold.electricity.grid.state import Floats
from fourfold.electricity.integers import decimal_of_fraction
from fourfold.electricity.tracing.options import TraceOptions

_SHARE = Decimal("1e-6")


def note_document(note: Assumption, count: int = 0) -> dict[str, JSON]:
    """An assumption or finding: code, template, parameters and the words in English."""
    return {
        "code": note.kind.code,
        "template": note.kind.text,
        "params": {key: param_document(value) for key, value in note.params.items()},
        "text": words("en").assumption(note),
        "count": count,
    }


def source_document(source: Source) -> dict[str, JSON]:
    """A document that numbers are from."""
    return {
        "publisher": source.publisher,
        "document": source.document,
        "published": source.published,
        "url": source.url,
        "licence": source.licence,
    }


def sources_document(tables: Sequence[FactorTable]) -> list[JSON]:
    """Documents behind all files, each once."""
    return [source_document(one) for one in dict.fromkeys(s for table in tables for s in table.meta.documents)]


def inputs_document(tables: Sequence[FactorTable]) -> list[JSON]:
    """Files the grids were read from, each once."""
    files = dict.fromkeys(file for table in tables for file in table.meta.files)
    return [{"path": file.path, "digest": file.digest, "rows": file.rows} for file in files]


def method_document(options: TraceOptions) -> dict[str, JSON]:
    """How the factors were traced."""
    return {"coupling": str(options.coupling), "losses": str(options.losses), "storage": str(options.storage)}


def delivery_document(delivery: Delivery | None) -> dict[str, JSON] | None:
    """How the factors became those of power delivered, if they did."""
    if delivery is None:
        return None
    return {
        "loss_share": repr(delivery.loss_share),
        "network_kg_co2e_per_mwh": repr(delivery.network_kg_co2e_per_mwh),
        "voltage_level": delivery.voltage_level,
        "status": str(delivery.status),
    }


def label_runs(chosen: Chosen) -> list[JSON]:
    """Labels in order, equal neighbours joined."""
    cuts = np.flatnonzero(np.diff(chosen.label_of)) + 1
    firsts = [0, *cuts.tolist(), chosen.label_of.size]
    runs: list[JSON] = []
    for first, end in pairwise(firsts):
        label = chosen.labels[int(chosen.label_of[first])]
        runs.append({"label": label.label, "area": label.area, "count": end - first})
    return runs


def label_shares(chosen: Chosen, demand_mwh: Floats | None) -> list[JSON]:
    """Share of the intervals, and of the energy where it is known, by label in the order of the ladder."""
    shares: list[JSON] = []
    for at, label in enumerate(chosen.labels):
        held = chosen.label_of == at
        energy = None if demand_mwh is None else _share(demand_mwh[held], demand_mwh)
        shares.append(
            {
                "label": label.label,
                "area": label.area,
                "intervals": rounded_share(Fraction(int(held.sum()), held.size)),
                "energy": None if energy is None else rounded_share(energy),
            }
        )
    return shares


def measured_share(chosen: Chosen, measured: Floats, demand_mwh: Floats | None) -> Fraction | None:
    """Share of the energy that was measured; intervals filled from the ladder count as estimated.

    Nothing where demand is not known, or the measured share of an interval that has a factor of its own.
    """
    own = [at for at, label in enumerate(chosen.labels) if label.label == "AREA_HOUR"]
    held = np.isin(chosen.label_of, own)
    if demand_mwh is None or np.isnan(measured[held]).any():
        return None
    return _share(demand_mwh[held] * measured[held], demand_mwh)


def rounded_share(value: Fraction) -> str:
    """A share to six decimals."""
    return decimal_text(decimal_of_fraction(value).quantize(_SHARE))


def _share(part: Floats, whole: Floats) -> Fraction:
    return Fraction(float(part.sum())) / Fraction(float(whole.sum()))
