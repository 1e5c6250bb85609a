"""What a method leaves out: biogenic carbon dioxide, and stages whose role it does not count."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from fourfold.accounting.documents.result import result_document
from fourfold.accounting.explain import figures
from fourfold.accounting.footprint import Node
from fourfold.accounting.method import BiogenicTreatment, StageRole
from fourfold.accounting.study.model import Study
from support.outcomes import assumed, calculated, default_with, gases, lines, refused, total
from support.studies import emits, output, own_factor, process, uses, write_study

ZERO = default_with(biogenic=BiogenicTreatment.ZERO)
MADE = default_with(stages=(StageRole.PRODUCTION,))
STAGES = [
    {"id": "materials", "names": {"en": "Materials"}, "role": "raw-materials"},
    {"id": "making", "names": {"en": "Making"}, "role": "production"},
    {"id": "rest", "names": {"en": "Rest"}, "role": "use"},
]


def study_of(folder: Path, **tables: object) -> Study:
    rows = {"processes": [process("main")], "outputs": [output("main", "product", 10)], **tables}
    return Study.load(write_study(folder, rows, stages=STAGES))  # type: ignore[arg-type]


def biogenic(folder: Path) -> Study:
    """Per 10 kg: 5 kg of fossil and 30 kg of biogenic CO2 given off, 20 kg taken up, 1 kg of biogenic methane."""
    return study_of(
        folder,
        emissions=[
            emits("main", "stack", "CO2", 5),
            emits("main", "wood", "CO2", 30, origin="biogenic"),
            emits("main", "growth", "CO2", 20, origin="removal"),
            emits("main", "pile", "CH4", 1, origin="biogenic"),
        ],
    )


def test_biogenic_carbon_dioxide_weighs_nothing_and_methane_stays(tmp_path: Path) -> None:
    apart, zero = calculated(biogenic(tmp_path)), calculated(biogenic(tmp_path), ZERO)
    assert lines(apart) == {"fossil": "0.5", "biogenic_emissions": "5.7", "biogenic_removals": "-2"}  # CH4 at 27
    assert lines(zero) == {"fossil": "0.5", "biogenic_emissions": "2.7"}
    assert gases(zero) == {"CO2": "0.5", "CH4": "2.7"}
    assert {"wood", "growth"} < set(figures(zero))
    assert zero.footprint.tree.kg_co2e == Decimal("3.2")


def test_masses_stay_in_the_result(tmp_path: Path) -> None:
    document: Any = result_document([calculated(biogenic(tmp_path), ZERO)])
    gas = next(one for one in document["footprint"]["gases"] if one["gas"] == "CO2")
    assert (gas["kg"], gas["kg_co2e"]) == ("1.5", "0.5")


def test_biogenic_figures_that_are_not_split_stay_but_their_removals_do_not(tmp_path: Path) -> None:
    factors = [own_factor("board", 3, line="biogenic_emissions"), own_factor("tree", -4, line="biogenic_removals")]
    inputs = [uses("main", "a", 10, "factor", "board"), uses("main", "b", 10, "factor", "tree")]
    result = calculated(study_of(tmp_path, factors=factors, inputs=inputs), ZERO)
    assert lines(result) == {"biogenic_emissions": "3"}
    assert assumed(result)["biogenic-not-split"].endswith("is not known: board")


def staged(folder: Path) -> Study:
    return study_of(
        folder,
        processes=[process("main"), process("early", stage="materials"), process("late", stage="rest")],
        outputs=[output("main", "product", 10), output("early", "part", 1), output("late", "care", 1)],
        inputs=[
            uses("main", "in-part", 10, "process", "part"),
            uses("main", "in-care", 10, "process", "care"),
        ],
        emissions=[emits("main", "m", "CO2", 10), emits("early", "e", "CO2", 2), emits("late", "l", "CO2", 3)],
    )


def test_stages_of_other_roles_are_left_out_and_told(tmp_path: Path) -> None:
    whole, made = calculated(staged(tmp_path)), calculated(staged(tmp_path), MADE)
    assert (total(whole), total(made)) == ("6", "1")
    said = [(one.params["stage"], one.params["kg_co2e"]) for one in made.assumptions]
    assert said == [("materials", "2"), ("rest", "3")]
    assert all(one.kind.code == "stage-left-out" for one in made.assumptions)


def test_a_stage_that_emits_and_does_not_say_its_role_is_neither_counted_nor_left_out(tmp_path: Path) -> None:
    study = staged(tmp_path)
    stages = [stage.model_copy(update={"role": ""}) for stage in study.declarations.stages]
    silent = replace(study, declarations=study.declarations.model_copy(update={"stages": tuple(stages)}))
    assert total(calculated(silent)) == "6"
    found = refused(silent, MADE)
    assert [(one.kind.code, one.params["stage"]) for one in found] == [
        ("stage-role-missing", stage) for stage in ("materials", "making", "rest")
    ]


def test_stages_left_out_are_left_out_of_tree_and_lists_alike(tmp_path: Path) -> None:
    made = calculated(staged(tmp_path), MADE)

    def leaves(node: Node) -> Decimal:
        return sum(map(leaves, node.children), Decimal(0)) if node.children else node.kg_co2e

    assert leaves(made.footprint.tree) == made.footprint.tree.kg_co2e == made.footprint.total_kg_co2e
    assert sum(value for name, value in figures(made).items() if name.startswith("stage:")) == Decimal(1)
    assert "e" not in figures(made)


def test_a_method_that_names_no_stage_counts_them_all(tmp_path: Path) -> None:
    assert not calculated(staged(tmp_path)).assumptions
