"""The words a report uses for the codes in a result."""

from __future__ import annotations

from collections.abc import Mapping

from fourfold.core.canonical import JSON
from fourfold.core.problems import N_
from fourfold.core.words import Words

WINDOWS: Mapping[str, str] = {
    "hour": N_("hour"),
    "month": N_("month"),
    "year": N_("year"),
    "period": N_("period of the study"),
}
"""Stretches of time within which instruments match."""

LABELS: Mapping[str, Mapping[str, str]] = {
    "line": {
        "fossil": N_("Fossil, without aircraft"),
        "aircraft": N_("Aircraft"),
        "biogenic_emissions": N_("Biogenic emissions"),
        "biogenic_removals": N_("Biogenic removals"),
        "land_use_change": N_("Direct land-use change"),
        "unsplit": N_("Not split by the source"),
    },
    "boundary": {
        "cradle-to-gate": N_("cradle to gate"),
        "gate-to-gate": N_("gate to gate"),
        "cradle-to-grave": N_("cradle to grave"),
        "use-stage": N_("use stage"),
        "end-of-life": N_("end of life"),
    },
    "certificate_state": {
        "in_order": N_("signature, log and status in order"),
        "revoked": N_("revoked"),
        "suspended": N_("suspended"),
        "expired": N_("outside of its dates"),
        "refused": N_("does not hold"),
        "unknown": N_("not known"),
    },
    "unit": {"declared": N_("declared unit"), "functional": N_("functional unit")},
    "electricity": {
        "hourly": N_("hour by hour"),
        "annual-mean": N_("annual mean of the series"),
        "official-national": N_("official national factor"),
    },
    "weighting": {"demand": N_("weighted by the demand of the area"), "time": N_("weighted by time")},
    "how": {
        "meter": N_("meter"),
        "meter-share": N_("share of a meter"),
        "meter-rest": N_("meter less its sub-meters"),
        "annual": N_("annual amount with a load shape"),
    },
    "kind": {
        "input": N_("input"),
        "emission": N_("direct emission"),
        "electricity": N_("electricity"),
        "generation": N_("on-site generation"),
        "instrument": N_("electricity under an instrument"),
        "end-of-life": N_("end of life"),
        "credit": N_("credit"),
        "avoided": N_("displaced"),
        "process": N_("process"),
        "product": N_("product"),
    },
    "data_kind": {"primary": N_("primary"), "secondary": N_("secondary"), "proxy": N_("proxy")},
    "source_kind": {
        "factor": N_("factor"),
        "dataset": N_("dataset"),
        "supplier": N_("supplier footprint"),
        "series": N_("hourly series"),
        "instrument": N_("instrument of electricity"),
        "gwp": N_("warming potentials"),
    },
    "status": {
        "official": N_("official"),
        "published": N_("published"),
        "secondary": N_("second-hand"),
        "derived": N_("derived"),
        "illustrative": N_("illustrative"),
        "unconfirmed": N_("unconfirmed"),
        "declared": N_("declared"),
        "imported": N_("imported"),
    },
    "scale": {
        "pedigree-5": N_("Pedigree matrix, 1 to 5"),
        "pact-3": N_("Pathfinder Framework, 1 to 3"),
    },
    "quantity": {
        "co2e_lifecycle": N_("life-cycle CO₂e"),
        "co2e_direct": N_("direct CO₂e"),
        "co2_direct": N_("direct CO₂ only"),
        "co2e_upstream": N_("upstream CO₂e only"),
    },
    "claim": {
        "location": N_("location-based"),
        "market": N_("market-based"),
        "residual": N_("residual mix"),
        "not_applicable": "",
    },
    "averaging": {"average": "", "marginal": N_("marginal")},
    "losses": {
        "included": N_("network losses included"),
        "excluded": N_("network losses excluded"),
        "unstated": N_("network losses not stated"),
        "not_applicable": "",
    },
    "gwp_set": {"unstated": N_("GWP not stated"), "not_weighted": N_("by gas")},
    "form": {
        "intervals": N_("a value for each interval"),
        "typical-day": N_("typical days"),
        "sealed": N_("sealed series"),
    },
    "rung": {
        "HOUR": N_("factor of the hour"),
        "TYPICAL": N_("typical hour of the month"),
        "MONTH": N_("mean of the month"),
        "YEAR": N_("mean of the year"),
        "OLDER": N_("mean of an older year"),
        "OLDEST": N_("mean of a later year"),
    },
    "indicator": {
        "reliability": N_("Reliability"),
        "completeness": N_("Completeness"),
        "time": N_("Time"),
        "geography": N_("Geography"),
        "technology": N_("Technology"),
    },
    "choice": {
        "source": N_("Choices follow"),
        "accepted_gwp_sets": N_("GWP sets accepted of CO₂e figures"),
        "accept_unsplit": N_("Figures without a split accepted"),
        "electricity_quantity": N_("Electricity factors must count"),
        "supply_order": N_("Order of electricity supply"),
        "allocation_order": N_("Order of allocation"),
        "end_of_life": N_("End of life"),
        "reference_temperature_k": N_("Temperature of the surroundings, K"),
        "cut_off_each": N_("Cut-off limit, each"),
        "cut_off_together": N_("Cut-off limit, together"),
        "instruments": N_("Instruments that count"),
        "biogenic": N_("Biogenic carbon dioxide"),
        "stages": N_("Stages that count"),
        "result_unit": N_("Unit of the result"),
        "beside_grid_mix": N_("Result with grid power beside it"),
    },
    "supply": {
        "on_site": N_("on-site generation"),
        "direct_line": N_("direct line"),
        "instruments": N_("instruments"),
        "supplier_product": N_("supplier's product"),
        "standard_supply": N_("standard supply"),
        "residual": N_("residual mix"),
        "fossil": N_("fossil generation"),
        "grid": N_("grid"),
    },
    "criterion": {
        "kind": N_("kind of instrument"),
        "match": N_("its interval is longer than the window of time, or lies across two"),
        "period": N_("outside the period"),
        "area": N_("area of the plant"),
        "conveyed": N_("attributes not conveyed"),
        "sole_claim": N_("not the only claim"),
        "retired": N_("not retired"),
        "commissioned": N_("age of the plant"),
        "technology": N_("technology of the plant"),
        "stored": N_("energy out of a store"),
    },
    "verdict": {
        "pass": N_("pass"),
        "fail": N_("fail"),
        "unknown": N_("cannot be told"),
        "not_applicable": N_("does not apply"),
        "needs_person": N_("needs a person"),
    },
    "outcome": {
        "conformant": N_("Conformant"),
        "not_conformant": N_("Not conformant"),
        "undetermined": N_("Undetermined"),
    },
    "phase": {
        "draft": N_("draft"),
        "submit": N_("submission"),
        "verify": N_("verification"),
        "issue": N_("issue of the certificate"),
    },
    "severity": {"block": N_("blocks"), "warn": N_("warns"), "note": N_("noted only")},
    "modality": {"shall": N_("shall"), "should": N_("should"), "may": N_("may"), "info": N_("for information")},
    "review": {
        "draft": N_("draft pack, not checked against the document"),
        "reviewed": N_("reviewed pack"),
        "verified": N_("pack verified against the document"),
    },
    "missing": {
        "absent": N_("not given"),
        "filler": N_("filled with a placeholder"),
        "not-calculated": N_("not calculated"),
        "undefined": N_("has no answer"),
        "operand": N_("cannot be told"),
        "too-much": N_("too much to evaluate"),
    },
    "flag": {"true": N_("yes"), "false": N_("no")},
    "role": {
        "declarations": N_("declarations"),
        "table": N_("table"),
        "meter": N_("meter readings"),
        "series": N_("factor series"),
        "evidence": N_("evidence"),
    },
}
"""English templates by vocabulary and code; a code without a label shows as itself."""

MONTHS = (
    N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun"),
    N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec"),
)  # fmt: skip


_CHOICES = {
    "unstated": N_("unstated"),
    "on_site": N_("on site"),
    "direct_line": N_("direct line"),
    "instruments": N_("instruments"),
    "supplier_product": N_("supplier's product"),
    "standard_supply": N_("standard supply"),
    "residual": N_("residual mix"),
    "fossil": N_("fossil generation"),
    "grid": N_("grid"),
    "physical": N_("physical"),
    "economic": N_("economic"),
    "shares": N_("given shares"),
    "causal": N_("causal"),
    "substitution": N_("substitution"),
    "energy": N_("energy"),
    "exergy": N_("exergy"),
    "cut-off": N_("cut-off"),
    "50-50": N_("50/50"),
    "circular-footprint-formula": N_("Circular Footprint Formula"),
    "co2e_lifecycle": N_("life-cycle CO₂e"),
    "co2e_direct": N_("direct CO₂e"),
    "co2_direct": N_("direct CO₂ only"),
}


def choice(w: Words, key: str, value: JSON) -> str:
    """A choice of a method, whatever its shape, in words; lists named an order read as one."""
    if isinstance(value, bool):
        return w(N_("yes")) if value else w(N_("no"))
    if isinstance(value, list):
        return w(N_(", then ") if key.endswith("_order") else N_(", ")).join(choice(w, "", item) for item in value)
    if isinstance(value, dict):
        return "; ".join(f"{name}: {choice(w, name, item)}" for name, item in value.items())
    return w(_CHOICES[value]) if isinstance(value, str) and value in _CHOICES else str(value)


def label(w: Words, vocabulary: str, code: str) -> str:
    """The words for a code, or the code with its joints opened where there are none."""
    template = LABELS[vocabulary].get(code)
    return code.replace("_", " ").replace("-", " ") if template is None else w(template)
