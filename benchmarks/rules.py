"""Rules with their traces, against pySHACL on an equivalent shape, in one run.

``python benchmarks/rules.py [--rows 20] [--evaluations 200] [--runs 7]``

rules      one rule over the rows of a list – each share below a limit and each reason given – compiled once and
           evaluated often, with the whole trace; against `pyshacl.validate` of the same rows as an RDF graph, with a
           shape that asks the same and reports the same offending rows, both graphs parsed beforehand. CPU time of one
           process; medians, and the ratio pair by pair.
start-up   ``fourfold --help`` as a process of its own, against ``python -c "import typer"``.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from decimal import Decimal

import pyshacl
import rdflib

from fourfold.core.problems import Place, Problems
from fourfold.standards.facts.vocabulary import dictionary
from fourfold.standards.language.expression import Expression, compile_expression
from fourfold.standards.language.trace import Trace
from fourfold.standards.language.values import Kind, Value

RULE = "all(c.estimated_share < param.limit and present(c.reason) for c in study.cut_offs)"
LIMIT = "0.010"
PREFIXES = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix s: <urn:study:> ."
SHAPE = f"""{PREFIXES}
s:Shape a sh:NodeShape ;
    sh:targetObjectsOf s:cut_off ;
    sh:property [ sh:path s:estimated_share ; sh:minCount 1 ; sh:maxExclusive {LIMIT} ] ;
    sh:property [ sh:path s:reason ; sh:minCount 1 ; sh:minLength 1 ] .
"""
HELP = [sys.executable, "-m", "fourfold", "--help"]
TYPER = [sys.executable, "-c", "import typer"]


class Rows:
    """Facts with rows of one list.

    Args:
        shares: share of each row.
    """

    def __init__(self, shares: Sequence[Decimal]) -> None:
        place = Place("study.yaml")
        rows = []
        for number, share in enumerate(shares, 1):
            fields = {
                "cut_off": Value(Kind.TEXT, f"row {number}", place=place, origin="study.cut_offs.cut_off"),
                "estimated_share": Value(Kind.NUMBER, share, "1", place, "study.cut_offs.estimated_share"),
                "reason": Value(Kind.TEXT, "below the limit", place=place, origin="study.cut_offs.reason"),
            }
            rows.append(Value(Kind.RECORD, fields, place=place, origin="study.cut_offs"))
        self._list = Value(Kind.LIST, tuple(rows), place=place, origin="study.cut_offs")

    def look_up(self, name: str) -> Value:
        """The one list there is."""
        if name != "study.cut_offs":
            raise SystemExit(f"the rule asks for {name}")
        return self._list


def compiled() -> Expression:
    """The rule."""
    problems = Problems()
    rule = compile_expression(RULE, dictionary(), {"limit": "1"}, Place("rule"), problems)
    if rule is None:
        raise SystemExit(str([problem.in_english for problem in problems]))
    return rule


def graph_of(shares: Sequence[Decimal]) -> rdflib.Graph:
    """The same rows as RDF."""
    rows = " , ".join(f'[ s:estimated_share {share} ; s:reason "below the limit" ]' for share in shares)
    return rdflib.Graph().parse(data=f"{PREFIXES}\ns:study s:cut_off {rows} .", format="turtle")


def seconds(act: Callable[[], object], times: int) -> float:
    """CPU seconds of one call."""
    start = time.process_time()
    for _ in range(times):
        act()
    return (time.process_time() - start) / times


def rules(options: argparse.Namespace) -> None:
    """Measure the rule and the shape."""
    shares = [Decimal(number) / 1000 for number in range(1, options.rows + 1)]
    rule, facts, graph = compiled(), Rows(shares), graph_of(shares)
    shape = rdflib.Graph().parse(data=SHAPE, format="turtle")
    params = {"limit": Value(Kind.NUMBER, Decimal(LIMIT), "1", origin="param.limit", source="benchmark 1")}

    def ours() -> Trace:
        return rule.evaluate(facts, params)

    def theirs() -> tuple[bool, str]:
        conforms, _, report = pyshacl.validate(graph, shacl_graph=shape, inference="none", advanced=False)
        return bool(conforms), str(report)

    conforms, report = theirs()
    failing = [share for share in shares if share >= Decimal(LIMIT)]
    found = (ours().value.content, len(list(ours().deciding_rows())))
    if not (found == (conforms, report.count("Constraint Violation")) == (not failing, len(failing))):
        raise SystemExit(f"the two disagree: {found}, {conforms}\n{report}")
    pairs = [(seconds(ours, options.evaluations), seconds(theirs, 5)) for _ in range(options.runs)]
    mine, other = (statistics.median(pair[column] for pair in pairs) for column in (0, 1))
    ratio = statistics.median(b / a for a, b in pairs)
    print(f"rule over {options.rows} rows, with trace {mine * 1e6:8.0f} µs {1 / mine:8.0f} a second")
    print(f"the same shape, pySHACL         {other * 1e6:8.0f} µs {1 / other:8.0f} a second")
    print(f"ratio of CPU times, pair by pair: {ratio:.0f}  ({options.runs} runs)")


def start_up(runs: int) -> None:
    """Measure how long the command line takes to say what it can do."""

    def process(command: list[str]) -> float:
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        return time.perf_counter() - start

    for command in (HELP, TYPER):
        process(command)
    pairs = [(process(HELP), process(TYPER)) for _ in range(runs)]
    print(f"fourfold --help       {statistics.median(a for a, _ in pairs):6.2f} s")
    print(f'python "import typer" {statistics.median(b for _, b in pairs):6.2f} s')
    print(f"ratio of wall times, pair by pair: {statistics.median(a / b for a, b in pairs):.2f}  ({runs} runs)")


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=20)
    parser.add_argument("--evaluations", type=int, default=200)
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    rules(options)
    start_up(options.runs)


if __name__ == "__main__":
    main()
