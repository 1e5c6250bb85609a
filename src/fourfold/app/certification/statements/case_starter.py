"""A case to begin with, filled with what the dossier says: its figure, its hidden parts, what its check left open."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal

from fourfold.app.certification.statements.case_file import CASE_FORMAT
from fourfold.certification.documents.judgement import EXACT
from fourfold.certification.dossier.dossier import Dossier
from fourfold.certification.dossier.facts import DossierFacts
from fourfold.core.canonical import JSON, decimal_text
from fourfold.core.lines import Line
from fourfold.core.problems import N_, Place, Problems, Texts
from fourfold.core.strict_json import read_json_object
from fourfold.core.words import Lang, Words, words

_SHARE = Decimal("0.05")
_MOST_VERDICTS = 100


def starter_case(dossier: Dossier, facts: DossierFacts, lang: Lang) -> bytes:
    """The file; comments in the language asked for.

    Level, opinion and scope are left blank, so that nobody signs what nobody decided.
    """
    w = words(lang)
    lines = [
        *_comment(w(N_("Case of a verifier. Fill in what is blank; fourfold statement sign says what is missing."))),
        *_comment(w(N_("Product: {product}"), product=w.name(facts.product))),
        *_comment(
            w(N_("Standard: {standard}; conformity: {outcome}"), standard=_standard(facts), outcome=facts.outcome)
        ),
        f"fourfold: {CASE_FORMAT}",
        f"dossier: {facts.dossier}",
        "",
        "level:  # reasonable, limited, agreed-upon-procedures",
        "opinion:  # unmodified, modified, adverse, disclaimer, none",
        *_comment(w(N_("What was looked at: sites, data, calculation."))),
        "scope:",
        "  en:",
        "  zh:",
        "",
        *_materiality(facts, w),
        "",
        *_findings(dossier, facts, w),
        "",
        *_hidden(dossier, w),
    ]
    return ("\n".join(line.rstrip() for line in lines) + "\n").encode()


def _standard(facts: DossierFacts) -> str:
    return f"{facts.standard['id']} {facts.standard['version']} ({facts.standard['status']})"


def _materiality(facts: DossierFacts, w: Words) -> Iterator[str]:
    """The share, and what it comes to."""
    yield from _comment(
        w(
            N_(
                "What would matter, as agreed before the work. Total: {total} kg CO2e.",
            ),
            total=facts.total_kg_co2e,
        )
    )
    yield "materiality:"
    most = decimal_text(EXACT.multiply(_SHARE, facts.total_kg_co2e.copy_abs()))
    remark = w(N_("{most} kg CO2e"), most=most)
    yield f"  share: {_SHARE}  # {remark}"
    yield "  lines: {}"
    for line in _lines(facts):
        value = w(N_("of {value} kg CO2e"), value=decimal_text(facts.lines_kg_co2e[line]))
        yield f"    # {line}: {_SHARE}  # {value}"
    yield "  qualitative: []"
    example = json.dumps(w(N_("a wrong boundary")), ensure_ascii=False)
    yield f"    # - {w.lang}: {example}"


def _lines(facts: DossierFacts) -> list[Line]:
    """Result lines that are not zero, the largest first."""
    lines = [line for line in Line if facts.lines_kg_co2e.get(line)]
    return sorted(lines, key=lambda line: -abs(facts.lines_kg_co2e[line]))


def _findings(dossier: Dossier, facts: DossierFacts, w: Words) -> Iterator[str]:
    """An empty list, the form of an entry, and what the conformity report leaves open."""
    meaning = N_(
        "What was found. amount_kg_co2e: what is stated less what would be right, per unit; only misstatements."
    )
    yield from _comment(w(meaning))
    yield "findings: []"
    form = {
        "id": "finding-1",
        "clause": '""',
        "text": f"{{{w.lang}: }}",
        "severity": "minor  # major, minor, observation",
        "status": "open  # open, corrected, accepted",
        "amount_kg_co2e": "",
        "line": next(iter(_lines(facts)), ""),
    }
    for number, (key, value) in enumerate(form.items()):
        yield f"  # {'-' if number == 0 else ' '} {key}: {value}"
    verdicts = list(_verdicts(dossier, w))
    if verdicts:
        yield from _comment(w(N_("What the conformity report does not pass ({count}):"), count=len(verdicts)))
        for verdict in verdicts[:_MOST_VERDICTS]:
            yield from _comment(f"- {verdict}")


def _verdicts(dossier: Dossier, w: Words) -> Iterator[str]:
    """Requirements that are neither passed nor without object, as the report words them."""
    document = read_json_object(dossier.contents.get("conformity.json", b"{}"), Place("conformity.json"), Problems())
    verdicts = (document or {}).get("verdicts")
    for one in verdicts if isinstance(verdicts, list) else []:
        if isinstance(one, dict) and one.get("verdict") not in ("pass", "not_applicable"):
            named = f"{one.get('pack')} {one.get('clause')} {one.get('requirement')}"
            yield f"{named} ({one.get('verdict')}): {_text(one.get('texts'), w)}"


def _text(texts: JSON, w: Words) -> str:
    names: Texts = {k: str(v) for k, v in texts.items()} if isinstance(texts, dict) else {}
    return " ".join(w.name(names).split())


def _hidden(dossier: Dossier, w: Words) -> Iterator[str]:
    """Every hidden part stands as a limitation until it was shown."""
    hidden = [entry for entry in dossier.entries.values() if entry.is_hidden]
    meaning = N_("What could not be looked at. A hidden part that was shown goes below instead, by its commitment.")
    yield from _comment(w(meaning))
    yield "limitations:" if hidden else "limitations: []"
    for entry in hidden:
        yield f"  - part: {json.dumps(entry.name, ensure_ascii=False)}"
        yield f"    commitment: {entry.commitment}"
        yield "    text:"
        yield f"      {w.lang}:"
    yield "shown: []"


def _comment(text: str) -> list[str]:
    """A text as comment; however many lines it brings, none of them is read."""
    return [f"# {' '.join(text.split())}"]
