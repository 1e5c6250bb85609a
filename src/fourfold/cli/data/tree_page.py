"""The page of a demand on a database, in the words of the terminal."""

from __future__ import annotations

from fourfold.app.databases.scoring import Scoring
from fourfold.app.databases.tree import Unfolded
from fourfold.cli.data.basis_view import figure, trusted, unusable_text
from fourfold.cli.data.tree_view import TITLES, name_of, share_of, title_of
from fourfold.core.problems import N_
from fourfold.core.words import Lang, Words, words
from fourfold.exchange.streams import render_streams
from fourfold.exchange.streams.page import PageTable

_SHOWN = 15


def tree_page(unfolded: Unfolded, lang: Lang) -> str:
    """One HTML file: the diagram, the parts, and by what they were made."""
    w = words(lang)
    tables = [_table(unfolded, cut, w(title), w) for cut, title in TITLES.items()]
    return render_streams(unfolded.picture, title_of(unfolded), _facts(unfolded, w), tables, lang)


def _facts(unfolded: Unfolded, w: Words) -> list[tuple[str, str]]:
    scoring = unfolded.demand.scoring
    info = scoring.database.info
    return [
        (w(N_("footprint")), f"{figure(unfolded.demand.assessed.total)} kg CO2e"),
        (w(N_("database")), f"{info.name} {info.version} ({info.digest})"),
        (w(N_("profile")), f"{scoring.profile.id}: {w.name(scoring.profile.names)}"),
        (w(N_("warming potentials")), f"GWP100 {scoring.gwp_set}"),
        (w(N_("cut-offs")), w(N_("{count} needs have no supplier and carry no burden"), count=scoring.cut_offs)),
        *_lost(scoring, w),
        (w(N_("flows that do not count")), str(len(scoring.characterisation.unmapped))),
        (w(N_("solution")), trusted(unfolded.demand.assessed.scored, w)),
        (w(N_("smallest share shown")), share_of(unfolded.cut_off, 1.0)),
    ]


def _lost(scoring: Scoring, w: Words) -> list[tuple[str, str]]:
    return [(w(N_("rows left out")), unusable_text(scoring, w))] if scoring.unusable else []


def _table(unfolded: Unfolded, cut: str, title: str, w: Words) -> PageTable:
    total = unfolded.demand.assessed.total
    parts = [part for part in unfolded.cut(cut) if part.kg_co2e]
    rows = [(name_of(cut, part, w), figure(part.kg_co2e, 4), share_of(part.kg_co2e, total)) for part in parts[:_SHOWN]]
    if left := parts[_SHOWN:]:
        rest = sum(part.kg_co2e for part in left)
        rows.append((w(N_("{count} more"), count=len(left)), figure(rest, 4), share_of(rest, total)))
    return PageTable(title, rows)
