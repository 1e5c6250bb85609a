"""What a dataset of EcoSpold 2 says about itself: validity, texts, sources, persons."""

from __future__ import annotations

from dataclasses import dataclass

from fourfold.data.databases.formats.ecospold.values import Spot, joined, read_validity
from fourfold.data.databases.formats.ecospold2.elements import id_in, pieces_of, text_in
from fourfold.data.databases.formats.ecospold2.index import made_id
from fourfold.data.databases.records import DocumentRecord
from fourfold.formats.xml_text import Element, child, children

_ISIC, _OLD = "isic", "ecospold01categories"
_PUBLIC = ("", "0")


@dataclass(frozen=True)
class Documentation:
    """Texts of a dataset, as in `ProcessRecord`; `system_model` is the name of its system model."""

    categories: tuple[str, ...]
    valid_from: str
    valid_to: str
    technology: str
    geography: str
    time: str
    comment: str
    version: str
    licence: str
    sources: tuple[str, ...]
    system_model: str


class DocumentationReader:
    """Reads documentation and collects the documents it names.

    Attributes:
        documents: sources and persons by id, each once.
    """

    def __init__(self) -> None:
        self.documents: dict[str, DocumentRecord] = {}

    def read(self, dataset: Spot) -> Documentation:
        """The documentation of a dataset; what is missing stays empty."""
        root = dataset.element
        description, modelling = child(root, "activityDescription"), child(root, "modellingAndValidation")
        administration = child(root, "administrativeInformation")
        activity = _part(description, "activity")
        period = _part(description, "timePeriod")
        span = dataset if period is None else dataset.of(period)
        ends = [("startDate", span.text("startDate")), ("endDate", span.text("endDate"))]
        valid_from, valid_to = read_validity(span, ends)
        representative = _part(modelling, "representativeness")
        published = _part(administration, "dataGeneratorAndPublication")
        return Documentation(
            categories=_categories(description),
            valid_from=valid_from,
            valid_to=valid_to,
            technology=pieces_of(_part(description, "technology"), "comment"),
            geography=pieces_of(_part(description, "geography"), "comment"),
            time=pieces_of(period, "comment"),
            comment=_comment(activity, representative),
            version=_version(dataset, _part(administration, "fileAttributes")),
            licence="" if published is None else _licence(dataset.of(published)),
            sources=self._documents(dataset, administration, published),
            system_model=text_in(representative, "systemModelName"),
        )

    def _documents(self, dataset: Spot, administration: Element | None, published: Element | None) -> tuple[str, ...]:
        """Ids of the sources; persons are kept beside."""
        for element in (_part(administration, "dataEntryBy"), published):
            if element is not None:
                spot = dataset.of(element)
                self._keep("actor", id_in(element, "personId"), spot.text("personName"), spot)
        if published is None:
            return ()
        spot = dataset.of(published)
        author, year = spot.text("publishedSourceFirstAuthor"), spot.text("publishedSourceYear")
        name = f"{author} ({year})" if author and year else author or year
        key = self._keep("source", id_in(published, "publishedSourceId"), name, spot)
        return (key,) if key else ()

    def _keep(self, what: str, given: str, name: str, spot: Spot) -> str:
        if not given and not name:
            return ""
        key = given or made_id(what, name)
        self.documents.setdefault(key, DocumentRecord(key, what, name or key, spot.place()))
        return key


def _part(element: Element | None, name: str) -> Element | None:
    return None if element is None else child(element, name)


def _categories(description: Element | None) -> tuple[str, ...]:
    """The class of the activity: of the ISIC, else the category of EcoSpold 1, else the first there is."""
    found = {
        text_in(one, "classificationSystem").casefold(): text_in(one, "classificationValue")
        for one in (() if description is None else children(description, "classification"))
    }
    isic = next((value for system, value in found.items() if system.startswith(_ISIC)), "")
    if isic:
        return (isic,)
    if found.get(_OLD):
        return tuple(part.strip() for part in found[_OLD].split("/") if part.strip())
    return tuple(value for value in found.values() if value)[:1]


def _comment(activity: Element | None, representative: Element | None) -> str:
    return joined(
        ("", pieces_of(activity, "generalComment")),
        ("Starts", text_in(activity, "includedActivitiesStart")),
        ("Ends", text_in(activity, "includedActivitiesEnd")),
        ("Allocation", pieces_of(activity, "allocationComment")),
        ("Sampling procedure", text_in(representative, "samplingProcedure")),
        ("Extrapolations", text_in(representative, "extrapolations")),
    )


def _version(dataset: Spot, attributes: Element | None) -> str:
    if attributes is None:
        return ""
    spot = dataset.of(attributes)
    parts = [spot.text(name) for name in ("majorRelease", "minorRelease", "majorRevision", "minorRevision")]
    return ".".join(part for part in parts if part)


def _licence(published: Spot) -> str:
    parts = ["copyright"] if published.flag("isCopyrightProtected") else []
    access = published.text("accessRestrictedTo")
    return ", ".join(parts + ([f"access {access}"] if access not in _PUBLIC else []))
