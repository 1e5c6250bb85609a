"""A pack with all it inherits, on a day: requirements, parameters, choices and the Method they compile to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fourfold.core.canonical import JSON, digest_of
from fourfold.core.problems import Problems
from fourfold.standards.facts.vocabulary import dictionary
from fourfold.standards.pack.compiling import Compiler, check_name
from fourfold.standards.pack.inherit import Rule, Rules, inherited_rules
from fourfold.standards.pack.inherit_values import Choices, Parameters, inherited_choices, inherited_parameters
from fourfold.standards.pack.library import PackLibrary
from fourfold.standards.pack.lineage import chain_of
from fourfold.standards.pack.methods import choices_of_day, compile_method
from fourfold.standards.pack.model import Disclosure, RulePack
from fourfold.standards.pack.resolved import InForce, Resolved


def resolve(pack: RulePack, library: PackLibrary, day: date, problems: Problems) -> Resolved | None:
    """Resolve a pack; ``None`` when it or a parent cannot be used (every fault reported)."""
    before = len(problems.errors)
    chain = chain_of(pack, library, problems)
    if chain is None:
        return None
    whole = _inherit(chain, day, problems)
    parameters = {name: held for name, (held, *_) in whole.parameters.items()}
    values = {name: held.value for name, held in parameters.items()}
    choices = choices_of_day({key: held for key, (held, *_) in whole.choices.items()}, values, day, problems)
    units = {name: held.parameter.unit for name, held in parameters.items()}
    requirements = _compiled(chain, whole.rules, Compiler(dictionary(), units, problems))
    compiled = compile_method(pack, choices, problems, chain)
    disclosures = _disclosures(chain, problems)
    if len(problems.errors) > before:
        return None
    return Resolved(
        pack=pack,
        day=day,
        chain=chain,
        requirements=requirements,
        parameters=parameters,
        choices=choices,
        disclosures=disclosures,
        method=compiled.method if compiled else None,
        digest=_digest(chain),
        values=values,
        defaulted=compiled.defaulted if compiled else (),
    )


@dataclass(frozen=True, slots=True)
class _Inherited:
    """What a pack of the line has, its parents' included."""

    rules: Rules
    parameters: Parameters
    choices: Choices


def _inherit(chain: Sequence[RulePack], day: date, problems: Problems) -> _Inherited:
    """What the last pack of a chain has in all."""
    by_pack: dict[str, _Inherited] = {}
    for pack in chain:
        parents = [by_pack[parent.id] for parent in pack.identity.derives_from]
        by_pack[pack.id] = _Inherited(
            inherited_rules(pack, [parent.rules for parent in parents], problems),
            inherited_parameters(pack, [parent.parameters for parent in parents], day, problems),
            inherited_choices(pack, [parent.choices for parent in parents], problems),
        )
    return by_pack[chain[-1].id]


def _compiled(chain: Sequence[RulePack], rules: Rules, compiler: Compiler) -> tuple[InForce, ...]:
    """The requirements in the order of the chain and of their tables."""
    packs = {pack.id: (number, pack) for number, pack in enumerate(chain)}
    rows: Mapping[str, int] = {
        f"{pack.id}#{stated.id}": row for pack in chain for row, stated in enumerate(pack.requirements)
    }

    def position(rule: Rule) -> tuple[int, int]:
        return packs[rule.pack][0], rows[rule.ref]

    ordered = sorted((rule for rule, *_ in rules.values() if rule.holds), key=position)
    compiled = (compiler.rule(rule, packs[rule.pack][1]) for rule in ordered)
    return tuple(rule for rule in compiled if rule is not None)


def _disclosures(chain: Sequence[RulePack], problems: Problems) -> tuple[tuple[str, Disclosure], ...]:
    """What must be disclosed, a child's in the place of its parent's of the same name."""
    held: dict[str, tuple[str, Disclosure]] = {}
    for pack in chain:
        for disclosure in pack.disclosures:
            if disclosure.fact:
                check_name(disclosure.fact, dictionary(), disclosure.place.at("fact"), problems)
            held[disclosure.id] = (pack.id, disclosure)
    return tuple(held.values())


def _digest(chain: Sequence[RulePack]) -> str:
    packs: list[JSON] = [{"id": pack.id, "digest": pack.digest} for pack in chain]
    return digest_of(packs)
