"""Match a study's electricity under many schemes at once: meters are read once, each scheme covers in its own way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType

from fourfold.accounting.assess import Result
from fourfold.accounting.method import Method
from fourfold.accounting.method_files import method as read_method
from fourfold.accounting.method_files import shipped_methods
from fourfold.accounting.power.matched import SchemeMatch
from fourfold.accounting.power.matching import scheme_match
from fourfold.accounting.study.model import Study
from fourfold.app.assess import load_as_known, suppliers_of, with_traces
from fourfold.app.outputs import check_inputs_are_safe, check_places
from fourfold.app.standards import Calculator, resolve_standards
from fourfold.core.problems import N_, NOWHERE, InputError, MessageKind, Place, Problem, Problems
from fourfold.core.progress import Tick, no_tick
from fourfold.standards.comparing.compare import SCHEME_WITHOUT_METHOD
from fourfold.standards.pack.library import PackLibrary

SCHEMES_NONE = MessageKind(
    "match-no-scheme",
    N_("no scheme is named"),
    N_("names of standards, packs or methods, with commas between"),
    N_("name one, or leave the option out; fourfold standards list shows those there are"),
)
USUAL_SCHEMES = ("iso-14067-2018", "ghgp-scope2-2015", "ghgp-scope2-draft-2025")
"""Schemes a study is matched under where none is named."""

_NONE: Mapping[str, Path] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Refused:
    """A scheme under which a study could not be calculated, and why."""

    scheme: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class MatchedScheme:
    """A study under a scheme.

    Attributes:
        result: what the match is made of.
        match: how much is matched.
    """

    result: Result
    match: SchemeMatch

    @classmethod
    def of(cls, result: Result) -> MatchedScheme:
        """The match of a result."""
        return cls(result, scheme_match(result.study, result.method, result.electricity, result.footprint))


@dataclass(frozen=True, slots=True)
class Matched:
    """A study's electricity under schemes.

    Attributes:
        study: what was matched.
        schemes: in the order asked for.
        refused: schemes under which it could not be calculated.
        warnings: what was found in the study and in packs and does not prevent their use.
    """

    study: Study
    schemes: tuple[MatchedScheme, ...]
    refused: tuple[Refused, ...] = ()
    warnings: tuple[Problem, ...] = ()


def match(
    study: Study, schemes: Sequence[str | Method], packs: Sequence[Path] = (), tick: Tick = no_tick
) -> tuple[SchemeMatch, ...]:
    """How much of a study's electricity is matched under each scheme.

    Args:
        study: as `Study.load` gives it.
        schemes: methods, ids or files of methods, and names of standards or packs.
        packs: folders, archives and workbooks of packs beside those that come with Fourfold.
        tick: told of progress.

    Returns:
        One for each scheme, in their order; a scheme named twice counts once.

    Raises:
        InputError: a scheme is not known, or the study cannot be calculated under one.
    """
    problems, shelf = Problems(), PackLibrary(packs)
    named = [
        (one.id, one) if isinstance(one, Method) else _scheme(one, shelf, study, None, problems) for one in schemes
    ]
    problems.raise_if_errors()
    done = _calculated(Calculator(study, tick), [one for one in named if one is not None])
    refusals = [problem for one in done.refused for problem in one.problems]
    if refusals:
        raise InputError(refusals)
    return tuple(one.match for one in done.schemes)


def match_folder(
    path: Path,
    schemes: Sequence[str] = USUAL_SCHEMES,
    day: date | None = None,
    packs: Sequence[Path] = (),
    known_at: datetime | None = None,
    library: Path | None = None,
    outputs: Mapping[str, Path] = _NONE,
    tick: Tick = no_tick,
    trust: Sequence[Path] = (),
    at: datetime | None = None,
) -> Matched:
    """A study folder under several schemes.

    Args:
        path: study folder, or the workbook inside it.
        schemes: ids or files of methods, and names of standards or packs.
        day: by which editions and dated values are chosen; ``None`` for the study's own.
        packs: folders, archives and workbooks of packs beside those that come with Fourfold.
        known_at: readings as known at this moment, UTC; ``None`` leaves it to the study.
        library: folder of the databases; ``None`` for the usual one.
        outputs: where something is to be written afterwards, by option; checked before anything is calculated.
        tick: told of progress.
        trust: files of trust roots by which traceability statements and suppliers' certificates are checked.
        at: the moment they are checked for, UTC; ``None`` for now.

    Raises:
        InputError: the study or a scheme cannot be used, the study can be calculated under none, or an output cannot
            go where it is to.
    """
    check_places(outputs)
    names = [name for name in dict.fromkeys(schemes) if name.strip()]
    if not names:
        raise InputError([Problem(SCHEMES_NONE, Place("--standards"))])
    study, problems, shelf = load_as_known(path, known_at), Problems(), PackLibrary(packs)
    check_inputs_are_safe(outputs, study, names)
    named = [_scheme(name, shelf, study, day, problems) for name in names]
    problems.raise_if_errors()
    study = with_traces(study, trust, at)
    calculator = Calculator(study, tick, library, certified=suppliers_of(study, trust, at))
    done = _calculated(calculator, [one for one in named if one is not None])
    if not done.schemes:
        every = [problem for one in done.refused for problem in one.problems]
        raise InputError([one for at_, one in enumerate(every) if one not in every[:at_]])
    return replace(done, warnings=(*study.warnings, *problems.warnings))


def _scheme(
    name: str, packs: PackLibrary, study: Study, day: date | None, problems: Problems
) -> tuple[str, Method | None] | None:
    """The name and method of a scheme; ``None`` after reporting that it is not known."""
    if name in shipped_methods() or name.endswith((".yaml", ".yml")):
        try:
            found = read_method(name)
        except InputError as error:
            problems.extend(error.problems)
            return None
        return found.id, found
    resolved = resolve_standards([name], packs, day or study.declarations.day, problems)
    return (resolved[0].pack.id, resolved[0].method) if resolved else None


def _calculated(calculator: Calculator, schemes: Sequence[tuple[str, Method | None]]) -> Matched:
    """The study by every method, each once; schemes whose pack has none are refused."""
    done: list[MatchedScheme] = []
    refused: list[Refused] = []
    for number, (scheme, method) in enumerate(schemes):
        if (scheme, method) in schemes[:number]:
            continue
        found = calculator.calculated(method)
        if found.result is not None:
            done.append(MatchedScheme.of(found.result))
        elif method is None:
            refused.append(Refused(scheme, (Problem(SCHEME_WITHOUT_METHOD, NOWHERE, {"found": scheme}),)))
        else:
            refused.append(Refused(scheme, found.problems))
    return Matched(calculator.study, tuple(done), tuple(refused))
