"""``fourfold data factors``: emission factors and warming potentials, each with its source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from fourfold.cli.options import LangOption

if TYPE_CHECKING:
    from fourfold.data.factor import Factor
    from fourfold.data.gwp import Gwp
    from fourfold.data.library import FactorLibrary

Family = Literal["electricity", "heat", "fuel", "material", "transport", "treatment", "service"]
StatusWord = Literal["official", "published", "secondary", "derived", "illustrative", "unconfirmed"]


def factors(
    search: Annotated[
        list[str] | None,
        typer.Argument(metavar="[WORDS]...", help="Words to find, English or Chinese; every one must occur."),
    ] = None,
    show: Annotated[str | None, typer.Option("--show", metavar="ID", help="Show one factor with its source.")] = None,
    area: Annotated[str | None, typer.Option("--area", help="Only this area: a code or a name.")] = None,
    year: Annotated[int | None, typer.Option("--year", min=1900, max=2999, help="Only data of this year.")] = None,
    family: Annotated[Family | None, typer.Option("--family", help="Only this family.")] = None,
    status: Annotated[StatusWord | None, typer.Option("--status", help="Only with this status.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    lang: LangOption = "en",
) -> None:
    """List, search or show emission factors; searching and showing finds warming potentials too.

    Exit code 1 when nothing is found, 2 when a factor or an area is not known.
    """
    from fourfold.cli.data.factors_view import factors_document, show_factor, show_factors, show_nothing_found
    from fourfold.cli.data.potentials_view import potentials_document, show_potential, show_potentials
    from fourfold.cli.show import print_json, speak
    from fourfold.data.library import shipped_library
    from fourfold.data.potentials import find_potential

    speak(lang)
    library, text = shipped_library(), " ".join(search or ())
    potential = find_potential(show) if show else None
    if show:
        gases = [potential] if potential else []
        found = [] if potential else [_one(library, show)]
    else:
        found = _chosen(library, text, area, year, family, status)
        gases = [] if area or year or family else _gases(text, status)
    if as_json:
        print_json({**factors_document(library, found), "potentials": potentials_document(gases)})
    elif potential:
        show_potential(potential, lang)
    elif show:
        show_factor(library, found[0], lang)
    if not as_json and not show:
        if found:
            show_factors(found, lang)
        if gases:
            show_potentials(gases, lang)
        if not found and not gases:
            show_nothing_found(library.similar_words(text), lang)
    if not found and not gases:
        raise typer.Exit(1)


def _gases(text: str, status: str | None) -> list[Gwp]:
    """Warming potentials that hold the words; without words only factors are listed."""
    from fourfold.data.potentials import search_potentials

    return [found for found in search_potentials(text) if status in (None, found.status)]


def _one(library: FactorLibrary, factor_id: str) -> Factor:
    from fourfold.core.problems import InputError, Place, Problem
    from fourfold.data.library import NO_SUCH_FACTOR
    from fourfold.data.potentials import similar_potentials

    factor = library.get(factor_id)
    if factor is None:
        similar = ", ".join([*library.similar(factor_id), *similar_potentials(factor_id)]) or "–"
        raise InputError([Problem(NO_SUCH_FACTOR, Place("--show"), {"found": factor_id, "similar": similar})])
    return factor


def _chosen(
    library: FactorLibrary, text: str, area: str | None, year: int | None, family: str | None, status: str | None
) -> list[Factor]:
    from fourfold.data.source import Status

    code = None if area is None else _area_code(library, area)
    fitting = library.find(area=code, year=year, family=family, status=Status(status) if status else None)
    if not text.strip():
        return fitting
    ids = {factor.id for factor in fitting}
    return [factor for factor in library.search(text) if factor.id in ids]


def _area_code(library: FactorLibrary, text: str) -> str:
    from fourfold.core.problems import InputError, Place, Problems

    area = library.areas.find(text)
    if area is None:
        problems = Problems()
        library.areas.check(text, Place("--area"), problems)
        raise InputError(problems)
    return area.code
