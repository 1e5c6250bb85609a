"""What must fit together in the examples of a pack. Whether their facts and requirements exist is for who runs them."""

from __future__ import annotations

from fourfold.core.problems import N_, MessageKind, Problems
from fourfold.standards.pack.relations import check_known, check_same, check_unique, circles, grouped
from fourfold.standards.pack.text import PackText

EXAMPLE_UNKNOWN = MessageKind(
    "pack-example-unknown",
    N_("there is no example {found} in the table examples"),
    N_("an example of this pack; similar: {similar}"),
    N_("correct the name, or add a row for the example; a row may name the example alone"),
)
EXAMPLE_CIRCLE = MessageKind(
    "pack-example-circle",
    N_("the example starts from itself: {found}"),
    N_("examples that start from others, down to one without base"),
    N_("correct the column base of one of them"),
)
VALUE_OF_NOTHING = MessageKind(
    "pack-example-value-of-nothing",
    N_("the value {found} belongs to no fact"),
    N_("the name of a fact beside its value"),
    N_("fill the column fact, or clear the value"),
)


def check_examples(text: PackText, problems: Problems) -> None:
    """Report what does not fit together between examples, their bases and their verdicts."""
    groups = grouped(text.rows("examples"), "example")
    bases = {name: next((row["base"] for row in rows if row["base"]), "") for name, rows in groups.items()}
    for name, rows in groups.items():
        check_same(rows, name, ("base", "day"), problems)
        for row in rows:
            if row["value"] and not row["fact"]:
                problems.error(VALUE_OF_NOTHING, row.place.at("fact"), found=row["value"])
    check_unique(text.rows("examples"), ("example", "fact"), problems)
    for circle in circles(bases):
        place = groups[circle[0]][0].place.at("base")
        problems.error(EXAMPLE_CIRCLE, place, found=" → ".join(circle))
    check_known(text.rows("examples"), "base", groups, EXAMPLE_UNKNOWN, problems)
    check_known(text.rows("expected"), "example", groups, EXAMPLE_UNKNOWN, problems)
    check_unique(text.rows("expected"), ("example", "requirement"), problems)
