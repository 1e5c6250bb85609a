"""What a dataset of EcoSpold 1 says about itself: validity, texts, sources, persons."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from fourfold.data.databases.formats.ecospold.values import Spot, joined, plain, read_validity, stated
from fourfold.data.databases.formats.ecospold1 import messages as m
from fourfold.data.databases.formats.ecospold1.datasets import made_id
from fourfold.data.databases.formats.ecospold1.lengths import MOST_PERSON, Lengths
from fourfold.data.databases.records import DocumentRecord
from fourfold.data.databases.report import Effect
from fourfold.formats.xml_text import Element, child, child_text, children, text_of


@dataclass
class Documentation:
    """Texts of a dataset.

    Attributes:
        valid_from, valid_to: ISO dates, empty where open.
        sources: ids of the documents it cites.
        others: as in `ProcessRecord`.
    """

    valid_from: str = ""
    valid_to: str = ""
    technology: str = ""
    geography: str = ""
    time: str = ""
    comment: str = ""
    version: str = ""
    licence: str = ""
    names: dict[str, str] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()


class DocumentationReader:
    """Reads documentation and collects the documents it names.

    Attributes:
        documents: sources and persons by id, each once.
    """

    def __init__(self, lengths: Lengths) -> None:
        self._lengths = lengths
        self.documents: dict[str, DocumentRecord] = {}

    def read(self, dataset: Spot, name: str) -> Documentation:
        """The documentation of a dataset; what is missing stays empty."""
        found = Documentation()
        meta = child(dataset.element, "metaInformation")
        if meta is None:
            return found
        self._process_information(dataset, child(meta, "processInformation"), found)
        modelling = child(meta, "modellingAndValidation")
        administration = child(meta, "administrativeInformation")
        sources = self._sources(dataset, modelling)
        self._persons(dataset, administration)
        found.comment = joined(("", found.comment), *_modelling(modelling))
        self._publication(dataset, name, administration, sources, found)
        found.sources = tuple(dict.fromkeys(sources.values()))
        return found

    def _process_information(self, dataset: Spot, information: Element | None, found: Documentation) -> None:
        if information is None:
            return
        texts = {
            part: plain(element, "text")
            for part in ("geography", "technology", "timePeriod")
            if (element := child(information, part)) is not None
        }
        found.geography, found.technology = texts.get("geography", ""), texts.get("technology", "")
        found.time = texts.get("timePeriod", "")
        function = child(information, "referenceFunction")
        if function is not None:
            found.comment = joined(
                ("", plain(function, "generalComment")),
                ("Included processes", plain(function, "includedProcesses")),
            )
            found.synonyms = tuple(filter(None, (stated(text_of(one)) for one in children(function, "synonym"))))
        about = child(information, "dataSetInformation")
        language = "de"
        if about is not None:
            found.version = plain(about, "version")
            language = plain(about, "localLanguageCode").casefold() or language
        if function is not None and re.fullmatch("[a-z]{2}", language):
            local = plain(function, "localName")
            found.names = {language: local} if local and local != plain(function, "name") else {}
        period = child(information, "timePeriod")
        spot = dataset if period is None else dataset.of(period)
        found.valid_from, found.valid_to = read_validity(spot, [_end(period, "start"), _end(period, "end")])

    def _sources(self, dataset: Spot, modelling: Element | None) -> dict[str, str]:
        """Ids of the sources by their numbers in the dataset."""
        found: dict[str, str] = {}
        for element in () if modelling is None else children(modelling, "source"):
            spot = dataset.of(element)
            self._lengths.check_text(spot, "firstAuthor", MOST_PERSON)
            author, year, title = (spot.text(name) for name in ("firstAuthor", "year", "title"))
            if not re.fullmatch("[0-9]{4}", year):
                spot.note(Effect.NOTED, m.YEAR_EMPTY, "year", name=title or author, found=year)
            more = [spot.text(name) for name in ("titleOfAnthology", "journal", "publisher", "placeOfPublications")]
            whole = ". ".join(part for part in (f"{author} ({year})" if year else author, title, *more) if part)
            found[spot.text("number")] = self._document("source", whole, spot)
        return found

    def _persons(self, dataset: Spot, administration: Element | None) -> None:
        for element in () if administration is None else children(administration, "person"):
            spot = dataset.of(element)
            self._lengths.check_text(spot, "name", MOST_PERSON)
            name, company, country = (spot.text(part) for part in ("name", "companyCode", "countryCode"))
            self._document("actor", ", ".join(part for part in (name, company, country) if part), spot)

    def _publication(
        self, dataset: Spot, name: str, administration: Element | None, sources: dict[str, str], found: Documentation
    ) -> None:
        published = None if administration is None else child(administration, "dataGeneratorAndPublication")
        if published is None:
            return
        spot = dataset.of(published)
        number = spot.text("referenceToPublishedSource")
        if number and number not in sources:
            column = "referenceToPublishedSource"
            spot.note(Effect.UNLINKED, m.REFERENCE_MISSING, column, name=name, what="source", found=number)
        if spot.flag("copyright"):
            found.licence = "copyright"

    def _document(self, what: str, name: str, spot: Spot) -> str:
        key = made_id(what, name)
        if name and key not in self.documents:
            self.documents[key] = DocumentRecord(key, what, name, spot.place())
        return key


def _end(period: Element | None, end: str) -> tuple[str, str]:
    """Name and text of one end of the period, as a year, a month or a date."""
    if period is not None:
        for form in ("Date", "YearMonth", "Year"):
            text = child_text(period, f"{end}{form}")
            if text:
                return f"{end}{form}", text
    return f"{end}Date", ""


def _modelling(modelling: Element | None) -> list[tuple[str, str]]:
    if modelling is None:
        return []
    representative, validation = child(modelling, "representativeness"), child(modelling, "validation")
    found = []
    if representative is not None:
        for heading, name in (
            ("Sampling procedure", "samplingProcedure"),
            ("Extrapolations", "extrapolations"),
            ("Uncertainty adjustments", "uncertaintyAdjustments"),
            ("Production volume", "productionVolume"),
            ("Percent of supply or market", "percent"),
        ):
            found.append((heading, plain(representative, name)))
    if validation is not None:
        found.append(("Proof reading", plain(validation, "proofReadingDetails")))
    return found
