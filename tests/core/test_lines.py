"""Result lines in the order of a report."""

from __future__ import annotations

from fourfold.core.lines import Line, in_report_order


def test_lines_stand_in_report_order_and_unknown_names_last() -> None:
    given = {"other": 9, **{str(line): number for number, line in enumerate(reversed(Line))}}
    assert [name for name, _ in in_report_order(given)] == [*map(str, Line), "other"]
