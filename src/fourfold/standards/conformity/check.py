"""A study against a resolved pack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fourfold.accounting.assess import Result
from fourfold.accounting.documents.study import study_digest
from fourfold.accounting.study.model import Study
from fourfold.core.problems import Assumption, Problem
from fourfold.core.words import in_both
from fourfold.standards.conformity.judge import Judge
from fourfold.standards.conformity.memory import Memory
from fourfold.standards.conformity.notes import PRODUCT_OUTSIDE, notes_of, product_note
from fourfold.standards.conformity.report import Answer, ConformityReport, Disclosed, Judgement, Verdict
from fourfold.standards.facts.facts import StudyFacts
from fourfold.standards.facts.vocabulary import dictionary
from fourfold.standards.language.expression import Facts
from fourfold.standards.language.values import Kind, Missing, Value
from fourfold.standards.pack.model import Disclosure, Modality, RulePack
from fourfold.standards.pack.resolved import InForce, Resolved


def check(
    study: Study,
    resolved: Resolved,
    result: Result | None,
    problems: Sequence[Problem] = (),
    answers: Sequence[Answer] = (),
    phase: str = "issue",
    memory: Memory | None = None,
    also: Sequence[Assumption] = (),
) -> ConformityReport:
    """Check a study against a pack.

    Args:
        study: the study.
        resolved: the pack on the study's day.
        result: the study by the pack's method; ``None`` where it could not be calculated.
        problems: why not.
        answers: what people judged.
        phase: phase whose severities count.
        memory: what was made while the same study was checked against other packs, with the same answers and phase.
        also: what a reader must know that does not come of this pack, as last notes.
    """
    memory = memory or Memory()
    facts, digest = StudyFacts(study, result, memory.facts), study_digest(study)
    product = product_note(resolved, dict(study.declarations.product.codes.items()))
    outside = product if product is not None and product.kind is PRODUCT_OUTSIDE else None
    judgements = judge_all(resolved, facts, phase, answers, digest, outside, memory, result)
    return ConformityReport(
        resolved=resolved,
        phase=phase,
        study=digest,
        judgements=judgements,
        notes=(*notes_of(resolved, product, result, problems, judgements), *also),
        unchecked_clauses=unchecked_clauses(resolved),
        problems=tuple(problems),
        disclosures=tuple(
            Disclosed(pack, disclosure, _is_given(disclosure, facts)) for pack, disclosure in resolved.disclosures
        ),
        total_kg_co2e=result.footprint.total_kg_co2e if result is not None else None,
    )


def judge_all(
    resolved: Resolved,
    facts: Facts,
    phase: str,
    answers: Sequence[Answer] = (),
    study: str = "",
    outside: Assumption | None = None,
    memory: Memory | None = None,
    result: Result | None = None,
) -> tuple[Judgement, ...]:
    """A judgement for each requirement in force, in their order.

    Args:
        resolved: the pack.
        facts: what the study and its result say.
        phase: phase whose severities count.
        answers: what people judged.
        study: digest of the study.
        outside: why nothing of the pack applies, if that is so.
        memory: judgements of the same study under other packs.
        result: what the facts say of the result comes from it; tells `memory` results apart.
    """
    judge, memory = Judge(facts, resolved.values, phase, study), memory or Memory()
    if outside is not None:
        texts = in_both(outside.kind.text, outside.params)
        return tuple(_not_applicable(rule, texts, phase) for rule in resolved.requirements)
    by_question = current_answers(answers, study)

    def judged(rule: InForce) -> Judgement:
        answer = by_question.get((rule.pack, rule.id))
        return memory.judged(rule, resolved.values, result, lambda: judge.judge(rule, answer))

    return tuple(judged(rule) for rule in resolved.requirements)


def current_answers(answers: Sequence[Answer], study: str) -> Mapping[tuple[str, str], Answer]:
    """The answer to each question: one about this state of the study, else the latest about another."""
    ordered = sorted(answers, key=lambda answer: (answer.study == study, answer.on))
    return {(answer.pack, answer.requirement): answer for answer in ordered}


def unchecked_clauses(resolved: Resolved) -> tuple[tuple[str, str], ...]:
    """Pack and id of every clause that binds and that nothing rests on: no requirement, choice, value or disclosure.

    A clause that only holds others which are checked is checked with them.
    """
    used = _clauses_in_use(resolved)
    found: list[tuple[str, str]] = []
    for pack in resolved.chain:
        covered = _with_those_around(pack, used)
        binding = (clause for clause in pack.clauses if clause.modality is Modality.SHALL)
        found.extend((pack.id, clause.id) for clause in binding if clause.id not in covered)
    return tuple(found)


def _clauses_in_use(resolved: Resolved) -> set[tuple[str, str]]:
    used = {(rule.pack, rule.requirement.clause) for rule in resolved.requirements}
    replaced = {ref for rule in resolved.requirements for ref in rule.replaced}
    for pack in resolved.chain:
        used |= {(pack.id, stated.clause) for stated in pack.requirements if f"{pack.id}#{stated.id}" in replaced}
        used |= {(pack.id, choice.clause) for choice in pack.choices}
        used |= {(pack.id, dated.clause) for parameter in pack.parameters for dated in parameter.values}
        used |= {(pack.id, disclosure.clause) for disclosure in pack.disclosures}
    return used


def _with_those_around(pack: RulePack, used: set[tuple[str, str]]) -> set[str]:
    around = {clause.id: clause.parent for clause in pack.clauses}
    covered: set[str] = set()
    for clause in (clause.id for clause in pack.clauses if (pack.id, clause.id) in used):
        step = clause
        while step and step not in covered:
            covered.add(step)
            step = around.get(step, "")
    return covered


def _not_applicable(rule: InForce, texts: Mapping[str, str], phase: str) -> Judgement:
    return Judgement(rule, Verdict.NOT_APPLICABLE, rule.requirement.severity_in(phase), texts, {})


def _is_given(disclosure: Disclosure, facts: Facts) -> bool | None:
    """Whether the study states it; of a field of rows, whether there are rows and each does."""
    if not disclosure.fact:
        return None
    owner, _, below = disclosure.fact.rpartition(".")
    around = dictionary().get(owner)
    if around is None or around.of is not Kind.RECORD:
        return _is_known(facts.look_up(disclosure.fact))
    rows = facts.look_up(owner)
    if not isinstance(rows.content, tuple):
        return _is_known(rows)
    fields = [row.content[below] for row in rows.content if isinstance(row.content, Mapping)]
    return bool(fields) and all(_is_known(field) is not False for field in fields)


def _is_known(value: Value) -> bool | None:
    if value.missing is Missing.NOT_CALCULATED:
        return None
    return value.content not in (None, ())
