"""What a manifest says beside its entries, taken from the documents that were calculated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fourfold.core.canonical import JSON
from fourfold.core.json_node import Node
from fourfold.core.lock import lock_digest, package_versions, python_version

SOLVED_DIGITS = 9
"""Significant digits to which the figures of a dataset agree when its database is solved anew, on any machine: the
solver accepts an error of 1e-10. What is calculated from stated figures is exact."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a manifest says beside its entries.

    Attributes:
        engine: name, version, arithmetic and time-zone data as in the result; lock, interpreter and packages beside.
        study: digest, title, product, workbook.
        standard: id, standard, version, digest, chain.
        day: by which editions were chosen.
        phase: phase whose severities count.
        lang: language of messages that stand in one language.
        method: the method's choices in full.
        precision: quantum and digits of solved figures.
        redaction: what was hidden and how; ``None`` where nothing was.
    """

    engine: Mapping[str, JSON]
    study: Mapping[str, JSON]
    standard: Mapping[str, JSON]
    day: str
    phase: str
    lang: str
    method: Mapping[str, JSON]
    precision: Mapping[str, JSON]
    redaction: Mapping[str, JSON] | None = None


def head_of(
    result: Mapping[str, JSON],
    conformity: Mapping[str, JSON],
    workbook: str,
    redaction: Mapping[str, JSON] | None = None,
) -> Head:
    """The head of a manifest, from a result and its conformity as this engine has just written them.

    Args:
        result: the result document.
        conformity: the conformity document, with one report.
        workbook: path in the study of the workbook that holds the tables; empty for none.
        redaction: what was hidden and how.
    """
    whole, judged = Node(dict(result)), Node(dict(conformity))
    study, report = whole.node("study"), judged.nodes("reports")[0]
    chain: list[JSON] = [_only(link, "id", "version", "digest") for link in report.nodes("chain")]
    return Head(
        engine=this_engine(whole.object("engine")),
        study={
            **_only(study, "digest", "title"),
            "product": _only(study.node("product"), "names", "identifiers", "codes"),
            "workbook": workbook,
        },
        standard={**_only(report.node("standard"), "id", "standard", "version", "digest"), "chain": chain},
        day=judged.text("date"),
        phase=judged.text("phase"),
        lang=judged.text("lang"),
        method=whole.object("method"),
        precision={**_only(whole.node("precision"), "quantum_kg_co2e"), "solved_digits": SOLVED_DIGITS},
        redaction=redaction,
    )


def this_engine(engine: Mapping[str, JSON]) -> dict[str, JSON]:
    """The engine of a result document with what names this installation of it."""
    packages: dict[str, JSON] = dict(package_versions().items())
    return {**engine, "lock": lock_digest() or None, "python": python_version(), "packages": packages}


def _only(node: Node, *names: str) -> dict[str, JSON]:
    return {name: node.members[name] for name in names}
