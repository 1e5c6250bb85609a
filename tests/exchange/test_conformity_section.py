"""The report's section on conformity: every verdict once, under its clause, and hostile texts stay texts."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

import pytest

from fourfold.core.words import LANGS, Lang
from fourfold.exchange.report import ResultShapeError, render_report
from fourfold.exchange.report.conformity import VERDICTS, ClauseNode, PackTree, read_conformity
from support.conformity_documents import checked_result, conformity

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}"


def test_a_report_without_conformity_has_no_section() -> None:
    assert 'id="conformity"' not in render_report(checked_result(), "en")


@pytest.mark.parametrize("lang", LANGS)
def test_every_verdict_stands_in_the_page_once(lang: Lang) -> None:
    page = render_report(checked_result(), lang, conformity(lang))
    document: Any = conformity(lang)
    for verdict in VERDICTS:
        shown = len(re.findall(rf'<li class="rule {verdict}">', page))
        assert shown == document["summary"][verdict]


def clauses() -> Iterator[tuple[PackTree, ClauseNode]]:
    """Every clause of every standard, at any depth, with the tree it stands in."""

    def below(node: ClauseNode) -> Iterator[ClauseNode]:
        yield node
        for child in node.children:
            yield from below(child)

    for standard in read_conformity(conformity()):
        for tree in standard.trees:
            yield from ((tree, node) for top in tree.clauses for node in below(top))


def test_verdicts_stand_below_the_clause_they_are_of() -> None:
    document: Any = conformity()
    placed = [(tree, clause, verdict) for tree, clause in clauses() for verdict in clause.verdicts]
    assert len(placed) == len(document["verdicts"])
    for tree, clause, verdict in placed:
        assert verdict["pack"] == tree.pack
        assert verdict["clause"] == (clause.number or verdict["clause_id"])


def test_a_clause_carries_the_verdicts_of_all_below_it() -> None:
    for _, clause in clauses():
        below = {str(verdict["verdict"]) for verdict in clause.all_verdicts()}
        assert below
        assert set(clause.kinds.split()) == {f"has-{verdict}" for verdict in below}


def test_the_section_brings_no_script_of_its_own() -> None:
    with_section = render_report(checked_result(), "en", conformity())
    without = render_report(checked_result(), "en")
    policy = re.compile(r'Content-Security-Policy" content="([^"]*)"')
    assert policy.findall(with_section) == policy.findall(without)


def test_hostile_texts_stay_texts() -> None:
    document: Any = copy.deepcopy(conformity())
    first = document["verdicts"][0]
    first["texts"] = {"en": HOSTILE, "zh": HOSTILE}
    first["requirement"] = first["repair"]["en"] = HOSTILE
    document["reports"][0]["standard"]["title"] = {"en": HOSTILE}
    for part in first["evidence"]:
        part["value"] = part["place"]["file"] = HOSTILE
    page = render_report(checked_result(), "en", document)
    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page
    assert "onerror=alert(1)&gt;{{ 7*7 }}" in page


def test_the_same_document_gives_the_same_bytes() -> None:
    assert render_report(checked_result(), "zh", conformity("zh")) == render_report(
        checked_result(), "zh", conformity("zh")
    )


def test_a_document_of_another_shape_is_refused_with_its_key() -> None:
    with pytest.raises(ResultShapeError, match="verdicts"):
        render_report(checked_result(), "en", {"fourfold": "conformity/1"})
