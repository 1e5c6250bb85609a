"""Links as a table for people and as JSON for programs."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from fourfold.app.databases.links import LinkRow
from fourfold.cli.show import plain_console
from fourfold.core.canonical import JSON
from fourfold.core.problems import N_
from fourfold.core.words import Lang, words
from fourfold.data.databases.database import DatabaseInfo
from fourfold.data.databases.profile import LinkRule

RULE_WORDS = {
    LinkRule.CHOSEN: N_("set by you"),
    LinkRule.DECLARED: N_("named by the source"),
    LinkRule.ONLY: N_("no other makes it"),
    LinkRule.SAME_LOCATION: N_("the only one in the same place"),
    LinkRule.ENCLOSING_LOCATION: N_("the only one in the innermost area around it"),
    LinkRule.MARKET: N_("the only market"),
    LinkRule.LOWEST_ID: N_("the lowest id, nothing else decides"),
    LinkRule.UNLINKED: N_("cut off"),
}
_MOST_SHOWN = 30


def show_links(rows: Sequence[LinkRow], effect: str, lang: Lang) -> None:
    """Print the first links by flow: how many processes need it, who supplies and why."""
    w, console = words(lang), plain_console()
    groups: dict[tuple[str, str, str], list[LinkRow]] = {}
    for row in rows:
        groups.setdefault((row.flow, row.provider, row.rule), []).append(row)
    ordered = sorted(groups.values(), key=lambda group: (-len(group), group[0].flow_name))
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for title in (N_("flow"), N_("needs"), N_("provider"), N_("candidates"), N_("rule")):
        table.add_column(w(title), overflow="fold")
    for group in ordered[:_MOST_SHOWN]:
        row = group[0]
        count = str(len(row.candidates.split()))
        provider = Text(row.provider_name or "–").append(f"\n{row.provider}" if row.provider else "", style="dim")
        table.add_row(row.flow_name, str(len(group)), provider, count, w(RULE_WORDS[row.rule]))
    if rows:
        console.print(table)
    if len(ordered) > _MOST_SHOWN:
        console.print(w(N_("… and {count} more"), count=len(ordered) - _MOST_SHOWN))
    text = N_("Links ({effect}): {count}. As a table to edit: -o links.csv; to set providers: --set links.csv")
    console.print(w(text, effect=effect, count=len(rows)))


def links_document(info: DatabaseInfo, rows: Sequence[LinkRow]) -> dict[str, JSON]:
    """Links as JSON; amounts as text."""
    return {
        "fourfold": "links/1",
        "database": info.content(),
        "links": [
            {
                "process": row.process,
                "flow": row.flow,
                "amount": repr(row.amount),
                "unit": row.unit,
                "provider": row.provider or None,
                "rule": str(row.rule),
                "candidates": list(row.candidates.split()),
            }
            for row in rows
        ],
    }
