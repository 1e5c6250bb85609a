"""Compare a study folder under several schemes: check by each, calculate between them, and write what was asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType

from fourfold.accounting.assess import Result
from fourfold.accounting.study.model import Study
from fourfold.app.assess import Document, write_bytes, write_json
from fourfold.app.checking import check_folder
from fourfold.core.problems import N_, NOWHERE, InputError, MessageKind, Place, Problem
from fourfold.core.progress import Tick, no_tick
from fourfold.core.words import Lang
from fourfold.standards.comparing.compare import SCHEME_WITHOUT_METHOD, Comparison, compare
from fourfold.standards.comparing.schemes import Scheme
from fourfold.standards.comparing.units import UnitOfResult, unit_of
from fourfold.standards.conformity.notes import PRODUCT_OUTSIDE
from fourfold.standards.conformity.report import ConformityReport

SCHEMES_TOO_FEW = MessageKind(
    "schemes-too-few",
    N_("{count} scheme is named"),
    N_("at least two different ones, with commas between"),
    N_("name another one; fourfold standards list shows those there are"),
)

_NONE: Mapping[str, Path] = MappingProxyType({})


def compare_folder(
    path: Path,
    standards: Sequence[str],
    day: date | None = None,
    packs: Sequence[Path] = (),
    library: Path | None = None,
    outputs: Mapping[str, Path] = _NONE,
    tick: Tick = no_tick,
    known_at: datetime | None = None,
) -> tuple[Comparison, tuple[Problem, ...]]:
    """A study under several schemes, the first of which leads.

    Args:
        path: study folder, or the workbook inside it.
        standards: pack ids, standards (their edition in force), or paths of packs; at least two.
        day: by which editions and dated values are chosen; ``None`` for the study's own.
        packs: folders, archives and workbooks of packs beside those that come with Fourfold.
        library: folder of the databases; ``None`` for the usual one.
        outputs: where something is to be written afterwards, by option; checked before anything is calculated.
        tick: told of progress.
        known_at: readings of meters are taken as known at this moment; ``None`` for what the study declares.

    Returns:
        The comparison, and warnings about the packs.

    Raises:
        InputError: the study or a pack cannot be used, fewer than two schemes are named, or an output cannot go where
            it is to.
    """
    checked = check_folder(
        path, standards, day, packs=packs, library=library, tick=tick, outputs=outputs, known_at=known_at
    )
    if len(checked.reports) < 2:
        raise InputError([Problem(SCHEMES_TOO_FEW, Place("--standards"), {"count": str(len(checked.reports))})])
    schemes = [
        _scheme(checked.study, report, result) for report, result in zip(checked.reports, checked.results, strict=True)
    ]
    return compare(checked.study, schemes, checked.calculator.by), checked.warnings


def _scheme(study: Study, report: ConformityReport, result: Result | None) -> Scheme:
    resolved = report.resolved
    outside = [note for note in report.notes if note.kind is PRODUCT_OUTSIDE]
    if outside:
        place = study.declared_at("product", "codes")
        refusals = tuple(Problem(note.kind, place, note.params) for note in outside)
        return Scheme(resolved, report, result, None, refusals, applies=False)
    if resolved.method is None:
        return Scheme(
            resolved, report, None, None, (Problem(SCHEME_WITHOUT_METHOD, NOWHERE, {"found": resolved.pack.id}),)
        )
    unit = unit_of(study, resolved.method.result_unit)
    if isinstance(unit, UnitOfResult):
        return Scheme(resolved, report, result, unit, report.problems)
    return Scheme(resolved, report, result, None, (*report.problems, unit))


def write_comparison(document: Document, outputs: Mapping[str, Path], lang: Lang) -> None:
    """Write a comparison as JSON and as a page, as far as they were asked for.

    Args:
        document: the comparison.
        outputs: ``--json`` and ``--html`` with their paths.
        lang: language of the page.

    Raises:
        InputError: a path cannot be written.
    """
    if "--json" in outputs:
        write_json(document, outputs["--json"])
    if "--html" in outputs:
        from fourfold.exchange.schemes import render_comparison  # a run that asks for no page does not wait for it

        write_bytes(outputs["--html"], lambda: render_comparison(document, lang).encode())
