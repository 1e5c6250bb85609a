"""Whether what ``grid.yaml`` declares makes sense as a whole: ids that exist, things declared once, no loops."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fourfold.core.areas import AREA_LOOP
from fourfold.core.problems import N_, MessageKind, Problems
from fourfold.electricity.grid.declaration import GridDeclaration
from fourfold.electricity.grid.rates_sources import GRID_SOURCE_UNKNOWN
from fourfold.formats.vocabulary import closest, zone_is_known
from fourfold.formats.yaml_text import Path, YamlText

GRID_DECLARED_TWICE = MessageKind(
    "grid-declared-twice",
    N_("{found} is declared twice; first in line {line}"),
    N_("each once"),
    N_("remove one of the two"),
)
GRID_AREA_BOTH = MessageKind(
    "grid-area-both",
    N_("{found} is declared as an area that is traced and as a boundary area"),
    N_("one of the two: a boundary area lies outside the data"),
    N_("remove it from areas or from boundary"),
)
GRID_DAYS_WRONG = MessageKind(
    "grid-days-wrong",
    N_("the period from {start} to {end} is empty or begins before another ends"),
    N_("periods in order, each with an end after its start"),
    N_("correct the days; end is the day after the last"),
)


def check_declaration(declaration: GridDeclaration, yaml: YamlText, problems: Problems) -> None:
    """Report what the declarations of a grid contradict, at their lines."""
    if declaration.time_zone:
        zone_is_known(declaration.time_zone, yaml.place(("time_zone",)), problems)
    _once(declaration, yaml, problems)
    _sources(declaration, yaml, problems)
    _areas(declaration, yaml, problems)
    previous = None
    for number, days in enumerate(declaration.periods):
        if days.end <= days.start or (previous and days.start < previous.end):
            place = yaml.place(("periods", number, "start"))
            problems.error(GRID_DAYS_WRONG, place, start=days.start, end=days.end)
        previous = days


def _once(declaration: GridDeclaration, yaml: YamlText, problems: Problems) -> None:
    delivered = [
        (("delivery", number), area)
        for number, delivery in enumerate(declaration.delivery)
        for area in delivery.areas or ("*",)
    ]
    lists: tuple[Iterable[tuple[Path, str]], ...] = (
        ((("sources", number), source.id) for number, source in enumerate(declaration.sources)),
        ((("areas", number), area.code) for number, area in enumerate(declaration.areas)),
        ((("stores", n), f"{store.area} {store.store}") for n, store in enumerate(declaration.stores)),
        delivered,
    )
    for items in lists:
        seen: dict[str, Path] = {}
        for path, name in items:
            if name in seen:
                line = yaml.place(seen[name]).row
                problems.error(GRID_DECLARED_TWICE, yaml.place(path), found=name, line=line)
            seen.setdefault(name, path)


def _sources(declaration: GridDeclaration, yaml: YamlText, problems: Problems) -> None:
    """Ids of sources; those of declared factors are checked where their rates are made."""
    known = [source.id for source in declaration.sources]
    for path, named in _named_sources(declaration):
        if named and named not in known:
            spelled = {"known": ", ".join(known) or "–", "similar": closest(named, known)}
            problems.error(GRID_SOURCE_UNKNOWN, yaml.place(path), found=named, **spelled)


def _named_sources(declaration: GridDeclaration) -> Iterator[tuple[Path, str]]:
    yield ("data_source",), declaration.data_source
    for number, delivery in enumerate(declaration.delivery):
        yield ("delivery", number, "source"), delivery.source


def _areas(declaration: GridDeclaration, yaml: YamlText, problems: Problems) -> None:
    parents = {area.code: area.parent for area in declaration.areas}
    for number, area in enumerate(declaration.areas):
        chain = [area.code]
        while (parent := parents.get(chain[-1], "")) and parent not in chain:
            chain.append(parent)
        if parent == area.code:
            spelled = " → ".join([*chain, parent])
            problems.error(AREA_LOOP, yaml.place(("areas", number, "parent")), found=area.code, chain=spelled)
        if area.code in declaration.boundary.areas:
            problems.error(GRID_AREA_BOTH, yaml.place(("boundary", "areas", area.code)), found=area.code)
