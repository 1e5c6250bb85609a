"""Recomputing: equal to the last digit, or what differs, from the input that was changed to the items it moves."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fourfold.app.certification.dossiers import clean_process
from fourfold.app.certification.dossiers.calculating import Task
from fourfold.app.certification.dossiers.clean_process import calculate_apart
from fourfold.app.certification.dossiers.recomputing import recompute, recompute_dossier
from fourfold.app.certification.dossiers.sealing import SealedStudy, seal_folder
from fourfold.certification.dossier.differences import DifferenceKind
from fourfold.certification.dossier.recomputation import Equality, Recomputation
from fourfold.certification.dossier.recomputation_shape import RECOMPUTATION_SHAPE
from fourfold.core.json_node import Node
from fourfold.core.json_shape import check
from fourfold.core.problems import InputError, Place, Problems
from support.dossiers import bent, in_this_process, opened, rebuilt, replaced, write_rules, write_small_study


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> SealedStudy:
    folder = tmp_path_factory.mktemp("sealed")
    return seal_folder(write_small_study(folder / "study"), "child", packs=[write_rules(folder / "packs")])


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clean process is tested by itself; what it answers is the same here and much sooner."""
    monkeypatch.setattr(clean_process, "_run", in_this_process)


def recomputed(sealed: SealedStudy, contents: Mapping[str, bytes] = {}, **manifest: Any) -> Recomputation:
    return recompute_dossier(opened(rebuilt(sealed, contents, **manifest)))


def told(found: Recomputation, *kinds: DifferenceKind) -> list[tuple[str, str]]:
    return [(str(one.kind), one.name) for one in found.differences if not kinds or one.kind in kinds]


def values(found: Recomputation, kind: DifferenceKind, name: str) -> dict[str, tuple[str | None, str | None]]:
    one = next(one for one in found.differences if (one.kind, one.name) == (kind, name))
    return {str(leaf.path[-1]): (leaf.sealed, leaf.recomputed) for leaf in one.leaves}


def test_a_dossier_recomputes_to_the_last_digit_in_a_clean_process(
    sealed: SealedStudy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing around it has a say: neither the folder one stands in nor the environment."""
    path = tmp_path / "d.dossier"
    path.write_bytes(sealed.data)
    (tmp_path / "fourfold").mkdir()
    (tmp_path / "fourfold" / "__init__.py").write_text("raise SystemExit('not this one')")
    monkeypatch.chdir(tmp_path)
    for name, value in {"FOURFOLD_PACKS": "/nowhere", "FOURFOLD_LANG": "zh", "PYTHONPATH": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    found = recompute(path)
    assert (found.outcome, found.differences, found.problems) == (Equality.EQUAL, (), ())
    assert found.total_sealed == found.total_recomputed == Decimal(4)
    assert found.compared > 50
    assert found.asserted == ()
    assert [note.kind.code for note in found.notes] == ["recompute-pack-own", "recompute-pack-own"]


def test_the_report_repeats_and_has_a_digest(sealed: SealedStudy, quick: None) -> None:
    first, second = recomputed(sealed), recomputed(sealed)
    assert first.document() == second.document()
    assert first.digest == second.digest
    assert first.document()["dossier"] == sealed.dossier.digest
    assert first.document()["total_kg_co2e"] == {"sealed": "4", "recomputed": "4"}


@pytest.mark.parametrize("amount", ["2", "3", "x"])
def test_the_report_has_the_form_its_schema_describes(sealed: SealedStudy, quick: None, amount: str) -> None:
    """Equal, different, and not calculated."""
    found = recomputed(sealed, replaced(sealed, "study/tables/inputs.csv", ",2,kg", f",{amount},kg"))
    problems = Problems()
    assert check(RECOMPUTATION_SHAPE, found.document(), Place("report"), problems), list(problems)


def test_a_changed_amount_names_the_file_the_item_and_what_follows(sealed: SealedStudy, quick: None) -> None:
    found = recomputed(sealed, replaced(sealed, "study/tables/inputs.csv", ",2,kg", ",3,kg"))
    assert found.outcome is Equality.DIFFERENT
    assert (found.total_sealed, found.total_recomputed) == (Decimal(4), Decimal("5.5"))
    assert told(found)[0] == ("input", "tables/inputs.csv")
    assert ("total", "") in told(found)
    assert told(found, DifferenceKind.ITEM) == [("item", "sheet")]
    item = values(found, DifferenceKind.ITEM, "sheet")
    assert item["amount"] == ("2", "3")
    assert item["total_kg_co2e"] == ("3", "4.5")
    context = next(one for one in found.differences if one.name == "sheet").context
    assert context == {
        "process": "main",
        "stage": "making",
        "source": "steel",
        "file": "tables/inputs.csv",
        "row": "2",
    }
    assert told(found, DifferenceKind.STAGE, DifferenceKind.PROCESS) == [("stage", "making"), ("process", "main")]


def test_shares_of_items_that_do_not_move_are_told_together(sealed: SealedStudy, quick: None) -> None:
    found = recomputed(sealed, replaced(sealed, "study/tables/inputs.csv", ",2,kg", ",3,kg"))
    (shares,) = [one for one in found.differences if one.kind is DifferenceKind.SHARE]
    assert {"sheet", "stack"} <= {str(leaf.path[2]) for leaf in shares.leaves if leaf.path[1] == "contributions"}


def test_a_changed_factor_is_named(sealed: SealedStudy, quick: None) -> None:
    found = recomputed(sealed, replaced(sealed, "study/tables/factors.csv", ",1.5,", ",1.6,"))
    assert found.outcome is Equality.DIFFERENT
    assert told(found)[0] == ("input", "tables/factors.csv")
    assert told(found, DifferenceKind.FACTOR) == [("factor", "factor steel")]
    assert values(found, DifferenceKind.FACTOR, "factor steel")["value"] == ("1.5", "1.6")
    assert "digest" in values(found, DifferenceKind.FACTOR, "factor steel")


def test_a_changed_input_that_moves_nothing_is_still_named(sealed: SealedStudy, quick: None) -> None:
    found = recomputed(sealed, replaced(sealed, "study/evidence/stack.txt", "1 kg", "9 kg"))
    assert told(found, DifferenceKind.INPUT) == [("input", "evidence/stack.txt")]
    assert told(found, DifferenceKind.ITEM, DifferenceKind.TOTAL) == []


def test_a_file_put_in_without_being_named_is_no_part_of_the_study(sealed: SealedStudy, quick: None) -> None:
    contents = {"study/evidence/stack.txt": b"other\n"}
    study = Node(dict(sealed.dossier.manifest)).object("study") | {"digest": "sha256:" + "9" * 64}
    found = recomputed(sealed, contents, study=study)
    assert ("declaration", "") in told(found)


def test_a_changed_rule_of_a_pack_is_named_with_its_verdict(sealed: SealedStudy, quick: None) -> None:
    found = recomputed(sealed, replaced(sealed, "standards/parent/parameters.csv", ",10,", ",1,"))
    assert found.outcome is Equality.DIFFERENT
    assert ("pack", "parent") in told(found)
    assert values(found, DifferenceKind.VERDICT, "parent low")["verdict"] == ("pass", "fail")
    assert told(found, DifferenceKind.TOTAL) == []


def test_a_changed_choice_of_the_method_is_named(sealed: SealedStudy, quick: None) -> None:
    found = recomputed(sealed, replaced(sealed, "standards/parent/method.csv", "AR6", "AR5"))
    assert ("rule", "gwp_set") in told(found)
    assert ("pack", "parent") in told(found)


def total_of(document: Any) -> None:
    document["footprint"]["total_kg_co2e"] = "3.9"


def verdict_of(document: Any) -> None:
    next(one for one in document["verdicts"] if one["requirement"] == "low")["verdict"] = "not_applicable"


def line_of(document: Any) -> None:
    document["footprint"]["lines"]["fossil"] = "0.9"


def without_source(document: Any) -> None:
    document["sources"] = document["sources"][:-1]


@pytest.mark.parametrize(
    ("part", "bend", "due"),
    [
        ("result.json", total_of, ("total", "")),
        ("result.json", line_of, ("line", "fossil")),
        ("result.json", without_source, ("factor", "gwp gwp100-ar6-CO2")),
        ("result.json", lambda d: d["footprint"]["contributions"][0].update(amount="7"), ("item", "sheet")),
        ("result.json", lambda d: d["footprint"]["tree"].update(amount="7"), ("tree", "")),
        ("result.json", lambda d: d["electricity"]["totals"].update(per_unit_kwh="7"), ("electricity", "")),
        ("result.json", lambda d: d["study"].update(title={"en": "Other"}), ("declaration", "")),
        ("result.json", lambda d: d.update(more=1), ("document", "more")),
        ("result.json", lambda d: d["method"].update(gwp_set="AR5"), ("rule", "gwp_set")),
        ("conformity.json", verdict_of, ("verdict", "parent low")),
        ("conformity.json", lambda d: d.update(outcome="undetermined"), ("document", "outcome")),
        ("conformity.json", lambda d: d["reports"][0]["chain"][0].update(version="9"), ("pack", "parent")),
    ],
)
def test_what_was_changed_in_a_result_is_named(
    sealed: SealedStudy, quick: None, part: str, bend: Callable[[Any], None], due: tuple[str, str]
) -> None:
    found = recomputed(sealed, bent(sealed, part, bend))
    assert found.outcome is Equality.DIFFERENT
    assert due in told(found)
    assert all(one.part == part for one in found.differences)


def test_a_result_in_another_order_is_another_result(sealed: SealedStudy, quick: None) -> None:
    found = recomputed(sealed, bent(sealed, "result.json", lambda d: d["sources"].reverse()))
    assert (found.outcome, told(found)) == (Equality.DIFFERENT, [("document", "")])


@pytest.mark.parametrize(
    ("member", "value", "due"),
    [
        ("date", "2025-06-02", ("document", "date")),
        ("phase", "draft", ("document", "phase")),
        ("method", {"id": "other"}, ("rule", "id")),
    ],
)
def test_a_manifest_that_says_otherwise_is_told(
    sealed: SealedStudy, quick: None, member: str, value: Any, due: tuple[str, str]
) -> None:
    found = recomputed(sealed, **{member: value})
    assert found.outcome is Equality.DIFFERENT
    assert due in told(found)


def test_inputs_from_which_nothing_can_be_calculated_are_told(sealed: SealedStudy, quick: None) -> None:
    found = recomputed(sealed, replaced(sealed, "study/tables/inputs.csv", "steel", "steal"))
    assert found.outcome is Equality.DIFFERENT
    assert [problem.kind.code for problem in found.problems] == ["factor-unknown"]
    assert found.problems[0].place.file == "tables/inputs.csv"
    assert found.total_recomputed is None
    assert [note.kind.code for note in found.notes][-1] == "recompute-not-calculated"
    assert json.dumps(found.document()["problems"]).count("steal")


def engine(sealed: SealedStudy, **changes: Any) -> dict[str, Any]:
    held = sealed.dossier.manifest["engine"]
    assert isinstance(held, dict)
    return {**held, **changes}


def test_another_version_of_the_engine_is_named_with_the_command_that_runs_it(sealed: SealedStudy, quick: None) -> None:
    contents = bent(sealed, "result.json", lambda d: d["engine"].update(version="0.0.9"))
    contents |= bent(sealed, "conformity.json", lambda d: d["engine"].update(version="0.0.9"))
    found = recomputed(sealed, contents, engine=engine(sealed, version="0.0.9"))
    assert found.outcome is Equality.EQUAL
    assert found.engines.command == "uv tool run --from 'fourfold==0.0.9' fourfold recompute FILE"
    assert found.notes[0].kind.code == "recompute-engine-version"


def test_what_another_engine_calculated_and_this_one_cannot_is_not_called_different(
    sealed: SealedStudy, quick: None
) -> None:
    contents = replaced(sealed, "study/tables/inputs.csv", "steel", "steal")
    assert recomputed(sealed, contents, engine=engine(sealed, version="9.0")).outcome is Equality.CANNOT_TELL


@pytest.mark.parametrize(
    ("changes", "code", "command"),
    [
        ({"lock": "sha256:" + "7" * 64}, "recompute-engine-lock", "uv run --frozen fourfold recompute FILE"),
        ({"lock": None}, "recompute-engine-lock-unknown", ""),
        ({"python": "CPython 3.99.0"}, "recompute-engine-part", ""),
        ({"packages": {"numpy": "0.1"}}, "recompute-engine-part", ""),
    ],
)
def test_whatever_else_of_the_engine_differs_is_said(
    sealed: SealedStudy, quick: None, changes: dict[str, Any], code: str, command: str
) -> None:
    found = recomputed(sealed, engine=engine(sealed, **changes))
    assert found.outcome is Equality.EQUAL
    assert found.notes[0].kind.code == code
    assert found.engines.command == command


def test_a_shipped_pack_that_differs_is_said_and_not_used(sealed: SealedStudy, quick: None, tmp_path: Path) -> None:
    from fourfold.standards.pack.library import SHIPPED

    study = write_small_study(tmp_path / "study")
    whole = seal_folder(study, "iso-14067-2018")
    assert (SHIPPED / "iso-14067-2018").is_dir()
    assert recompute_dossier(whole.dossier).notes == ()
    name = "standards/iso-14067-2018/pack.yaml"
    found = recomputed(whole, {name: whole.dossier.contents[name].replace(b"status: draft", b"status: reviewed")})
    assert found.outcome is Equality.DIFFERENT
    assert ("pack", "iso-14067-2018") in told(found)


def test_a_document_that_is_no_object_is_refused(sealed: SealedStudy, quick: None) -> None:
    with pytest.raises(InputError) as error:
        recomputed(sealed, {"result.json": b"[]"})
    assert [problem.kind.code for problem in error.value.problems] == ["recompute-no-object"]


def test_an_unreadable_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "d").write_bytes(b"PK")
    with pytest.raises(InputError) as error:
        recompute(tmp_path / "d")
    assert [problem.kind.code for problem in error.value.problems] == ["dossier-broken"]


def task(sealed: SealedStudy) -> Task:
    from datetime import date

    return Task("child", date(2025, 6, 1), "issue")


def test_a_process_that_takes_too_long_is_ended(sealed: SealedStudy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clean_process, "_PROGRAM", "import time; time.sleep(60)")
    with pytest.raises(InputError) as error:
        calculate_apart(sealed.dossier.contents, task(sealed), most_seconds=1)
    assert [problem.kind.code for problem in error.value.problems] == ["recompute-process-failed"]


@pytest.mark.parametrize("program", ["raise SystemExit('broken: secret')", "pass", "import os; os._exit(3)"])
def test_a_process_that_fails_is_told_in_words(
    sealed: SealedStudy, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    monkeypatch.setattr(clean_process, "_PROGRAM", program)
    with pytest.raises(InputError) as error:
        calculate_apart(sealed.dossier.contents, task(sealed))
    assert [problem.kind.code for problem in error.value.problems] == ["recompute-process-failed"]


def test_the_process_sees_no_environment_of_ours(sealed: SealedStudy, monkeypatch: pytest.MonkeyPatch) -> None:
    program = "import os, sys; sys.exit(' '.join(sorted(k for k in os.environ if k.startswith(('FOURFOLD', 'PY')))))"
    monkeypatch.setattr(clean_process, "_PROGRAM", program)
    monkeypatch.setenv("FOURFOLD_LIBRARY", "/somewhere")
    with pytest.raises(InputError) as error:
        calculate_apart(sealed.dossier.contents, task(sealed))
    assert error.value.problems[0].params["reason"] == "exit 1"


def test_no_room_to_unpack_is_told(sealed: SealedStudy, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_given: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(clean_process, "unpack", full)
    with pytest.raises(InputError) as error:
        calculate_apart(sealed.dossier.contents, task(sealed))
    assert [problem.kind.code for problem in error.value.problems] == ["calculation-workplace"]
