"""The sentences of a verdict: those of the pack, filled from what decided, or made from it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fourfold.core.problems import N_
from fourfold.core.words import LANGS, Words, words
from fourfold.standards.conformity.deciding import Leaf, looked_up, missing_in, short_name
from fourfold.standards.conformity.report import Answer, Verdict
from fourfold.standards.conformity.wording import listed, meaning, spell, statements
from fourfold.standards.language.dictionary import Dictionary
from fourfold.standards.language.expression import Facts
from fourfold.standards.language.trace import Trace
from fourfold.standards.language.values import Missing, Value
from fourfold.standards.pack.compiling import PLACEHOLDER
from fourfold.standards.pack.model import Texts
from fourfold.standards.pack.resolved import InForce

_MADE = {
    Verdict.PASS: N_("met: {values}"),
    Verdict.FAIL: N_("not met: {values}"),
    Verdict.UNKNOWN: N_("this is missing: {values}"),
    Verdict.NOT_APPLICABLE: N_("the condition does not hold: {values}"),
}

_CALCULATE = N_("repair what prevents the calculation by the method of this standard")
_REMEDY = N_("remedy what was found ({reason}), then judge again")


@dataclass(frozen=True, slots=True)
class Ground:
    """What a verdict rests on.

    Attributes:
        rule: the requirement.
        verdict: what it came to.
        decided: facts and parameters that decided.
        whole: the traces they come from, the decisive ones.
        params: values of the parameters by name.
        facts: what the study and its result say.
        words: the data dictionary.
    """

    rule: InForce
    verdict: Verdict
    decided: Sequence[Leaf]
    whole: Sequence[Trace]
    params: Mapping[str, Value]
    facts: Facts
    words: Dictionary


def said(ground: Ground) -> dict[str, str]:
    """Why, by language: the pack's sentence for the verdict, or one made from the values."""
    stated = ground.rule.requirement
    own = stated.ask if ground.verdict is Verdict.NEEDS_PERSON else stated.says.get(ground.verdict, {})
    return {str(lang): _filled(own, ground, words(lang)) or _made(ground, words(lang)) for lang in LANGS}


def repair(ground: Ground) -> dict[str, str]:
    """What to do, by language: the pack's guidance, or where the values stand; empty where nothing is to be done."""
    if ground.verdict in (Verdict.PASS, Verdict.NOT_APPLICABLE):
        return {}
    if ground.verdict is Verdict.UNKNOWN and _rests_on_a_result(ground):
        return {str(lang): words(lang)(_CALCULATE) for lang in LANGS}
    guidance = ground.rule.requirement.guidance
    return {str(lang): _filled(guidance, ground, words(lang)) or _made_repair(ground, words(lang)) for lang in LANGS}


def judged(answer: Answer) -> dict[str, str]:
    """What a person judged, by language; the reason stays in the person's words."""
    params = {"who": answer.who, "role": answer.role, "on": answer.on, "reason": answer.reason}
    return {str(lang): words(lang)(N_("{who} ({role}) judged on {on}: {reason}"), **params) for lang in LANGS}


def remedy(ground: Ground, answer: Answer) -> dict[str, str]:
    """What to do where a person judged that a requirement is not met, by language."""
    guidance = ground.rule.requirement.guidance
    return {
        str(lang): _filled(guidance, ground, words(lang)) or words(lang)(_REMEDY, reason=answer.reason)
        for lang in LANGS
    }


def outdated(texts: Mapping[str, str], answer: Answer) -> dict[str, str]:
    """A question whose answer was given for another state of the study, by language."""
    template = N_("{question} The answer of {who} of {on} is about another state of the study.")
    return {lang: words(lang)(template, question=texts[str(lang)], who=answer.who, on=answer.on) for lang in LANGS}


def _filled(texts: Texts, ground: Ground, w: Words) -> str:
    """A text of the pack in a language, else in another, its names filled."""
    given = {lang: text for lang, text in texts.items() if text}
    return PLACEHOLDER.sub(lambda found: _value_of(found, ground, w), w.name(given)) if given else ""


def _value_of(found: re.Match[str], ground: Ground, w: Words) -> str:
    name = found[1]
    if name == "rows":
        return listed((short_name(row) for trace in ground.whole for row in trace.deciding_rows()), w) or "–"
    if name.startswith("param."):
        return spell(ground.params[name.removeprefix("param.")], w, quoted=False)
    seen = [leaf.value for leaf in ground.decided if leaf.value.origin == name]
    values = seen or looked_up(name, ground.facts, ground.words)
    return listed((spell(value, w, quoted=False) for value in values), w) or "–"


def _made(ground: Ground, w: Words) -> str:
    if ground.verdict is Verdict.UNKNOWN:
        values = _missing_names(ground, w)
    else:
        values = statements(ground.decided, ground.words, w) or _texts(ground)
    return w(_MADE[ground.verdict], values=values)


def _texts(ground: Ground) -> str:
    return "; ".join(trace.text for trace in ground.whole)


def _missing_names(ground: Ground, w: Words) -> str:
    return statements(_all_missing(ground), ground.words, w) or _texts(ground)


def _all_missing(ground: Ground) -> list[Leaf]:
    return [missing for trace in ground.whole for missing in missing_in(trace, whole=True)]


def _made_repair(ground: Ground, w: Words) -> str:
    if ground.verdict is Verdict.NEEDS_PERSON:
        params = {"pack": ground.rule.pack, "requirement": ground.rule.id}
        return w(N_("let a person judge, and record the answer ({pack}, {requirement}) in answers.yaml"), **params)
    missing = _all_missing(ground) if ground.verdict is Verdict.UNKNOWN else _unknown(ground.decided)
    if any(leaf.value.missing is Missing.NOT_CALCULATED for leaf in missing):
        return w(_CALCULATE)
    what = listed((_where(leaf, ground, w) for leaf in missing), w)
    give = w(N_("give: {what}"), what=what) if what else ""
    wrong = "" if ground.verdict is Verdict.UNKNOWN and give else _sources(ground, w)
    if give and not wrong:
        return give
    correct = w(N_("correct what the values come from: {what}"), what=wrong or _texts(ground))
    return f"{give}; {correct}" if give else correct


def _rests_on_a_result(ground: Ground) -> bool:
    """Whether nothing is missing but a result: no guidance of a pack changes that."""
    missing = _all_missing(ground)
    return bool(missing) and all(leaf.value.missing is Missing.NOT_CALCULATED for leaf in missing)


def _unknown(leaves: Iterable[Leaf]) -> list[Leaf]:
    return [leaf for leaf in leaves if not leaf.value.known]


def _where(leaf: Leaf, ground: Ground, w: Words) -> str:
    entry = ground.words.get(leaf.value.origin)
    if entry is None or not entry.where:
        return ""
    row = short_name(leaf.row) if leaf.row else ""
    what = meaning(leaf, ground.words, w) + (f" ({row})" if row else "")
    return f"{what} [{entry.where}]"


def _sources(ground: Ground, w: Words) -> str:
    """Where the values that are there come from, with their rows."""
    rows: dict[str, list[str]] = {}
    for leaf in ground.decided:
        entry = ground.words.get(leaf.value.origin)
        if leaf.value.known and entry is not None and entry.where:
            rows.setdefault(entry.where, []).append(short_name(leaf.row) if leaf.row else "")
    named = ((where, listed(names, w)) for where, names in rows.items())
    return listed((f"{where} ({names})" if names else where for where, names in named), w)
