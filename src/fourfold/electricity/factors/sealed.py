"""The sealed series: one area's factors in whole mg CO2e/kWh with everything said about them, and a seal over it all.

One JSON document, canonical (RFC 8785), so that equal series are equal bytes. The seal is the SHA-256 of the canonical
document without the seal. Format ``factor-series/1``; its JSON Schema stands beside this module.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from fourfold.core.canonical import JSON, canonical_bytes, digest_of
from fourfold.core.files import write_atomically
from fourfold.core.problems import N_, Assumption, MessageKind, Named, Param, Place, Problems, Term
from fourfold.data.basis import Averaging, Basis, Claim, GwpSet, Losses, Quantity
from fourfold.data.source import Status
from fourfold.electricity.factors.ladder import LABELS, Fallback

SEALED_FORMAT = "factor-series/1"
SEALED_SUFFIX = ".series.json"
_MOST_FAULTS = 20
_MOST_INTEGER = 2**53 - 1

SEAL_BROKEN = MessageKind(
    "seal-broken",
    N_("the content of {found} is not what was sealed"),
    N_("the file as it was published: the seal covers every byte"),
    N_("take the file from its publisher again; a sealed series is never edited"),
)
SEALED_UNREADABLE = MessageKind(
    "sealed-series-unreadable",
    N_("this is no sealed series: {path}: {reason}"),
    N_("a file that fourfold electricity publish wrote"),
    N_("name such a file, or read the table with form intervals"),
)
SEALED_NEWER = MessageKind(
    "sealed-series-format",
    N_("the format of the sealed series is {found}"),
    N_("{wanted}"),
    N_("use the version of Fourfold that wrote the file"),
)


def _known_label(text: str) -> str:
    if text not in LABELS:
        raise ValueError(f"not a rung of the ladder: {text}")
    return text


Text = Annotated[str, Field(max_length=10_000)]
Template = Annotated[str, Field(pattern=r"^([^{}]|\{[a-z_][a-z0-9_]*\})*$", max_length=10_000)]
Code = Annotated[str, Field(min_length=1, max_length=200)]
LabelText = Annotated[str, Field(json_schema_extra={"enum": list(LABELS)}), AfterValidator(_known_label)]
DecimalText = Annotated[str, Field(pattern=r"^-?[0-9]+(\.[0-9]+)?$", max_length=60)]
FloatText = Annotated[str, Field(pattern=r"^-?[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?$", max_length=40)]
Digest = Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]
Whole = Annotated[int, Field(ge=0, le=_MOST_INTEGER, strict=True)]
ParamDocument = str | dict[str, Any]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AreaPart(_Part):
    """The area the factors hold for."""

    code: Code
    names: dict[str, Text]
    parent: Text
    type: Text


class BasisPart(_Part):
    """What kind of number a factor is."""

    quantity: Quantity
    claim: Claim
    averaging: Averaging
    losses: Losses
    gwp_set: GwpSet


class LabelRun(_Part):
    """Consecutive intervals whose values are from the same rung of the ladder."""

    label: LabelText
    area: Code = Field(description="Whose factor it is.")
    count: Annotated[int, Field(ge=1, strict=True)]


class LabelShare(_Part):
    """How much of the series is from one rung."""

    label: LabelText
    area: Code
    intervals: DecimalText = Field(description="Share of the intervals.")
    energy: DecimalText | None = Field(description="Share of the area's demand; null where demand is not known.")


class MethodPart(_Part):
    """How the factors were traced."""

    coupling: Literal["direct", "aggregated"]
    losses: Literal["L0", "L1", "L2"]
    storage: Literal["tank", "fifo", "lifo", "free"]


class DeliveryPart(_Part):
    """From the area's factor to that of power delivered."""

    loss_share: FloatText
    network_kg_co2e_per_mwh: FloatText
    voltage_level: Text
    status: Status


class SourcePart(_Part):
    """A document."""

    publisher: Text
    document: Text
    published: Text
    url: Text
    licence: Text


class InputPart(_Part):
    """A file the factors were made from."""

    path: Text
    digest: Digest
    rows: Whole


class NotePart(_Part):
    """Something assumed or found: code, template, parameters, and the words in English."""

    code: Code
    template: Template = Field(description="Fields stand in braces, by name alone.")
    params: dict[str, ParamDocument]
    text: Text
    count: Whole = Field(0, description="Of a finding; 0 for an assumption.")


class SealedDocument(_Part):
    """A published factor series."""

    format: Literal["factor-series/1"]
    series: Code = Field(description="Short name.")
    area: AreaPart
    basis: BasisPart
    status: Status
    source: SourcePart = Field(description="Who publishes the series, as what.")
    unit: Literal["mg/kWh"]
    start: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$")]
    resolution_minutes: Literal[5, 10, 15, 20, 30, 60]
    time_zone: Code
    values: Annotated[list[Whole], Field(min_length=1)]
    demand_wh: list[Whole] | None = Field(description="The area's demand by interval; null where it is not known.")
    fallback: Fallback = Field(description="How far down the ladder the publication was allowed to go.")
    labels: Annotated[list[LabelRun], Field(min_length=1)]
    shares: list[LabelShare]
    measured_share: DecimalText | None = Field(description="Of the energy; null where it is not known.")
    estimated_share: DecimalText | None
    method: MethodPart | None = Field(description="Null where the factors came without a statement of it.")
    delivery: DeliveryPart | None
    sources: list[SourcePart] = Field(description="Of data and generation factors.")
    factor_files: list[Digest] = Field(description="Digests of the factor files published from.")
    inputs: list[InputPart] = Field(description="Files the grid was read from.")
    assumptions: list[NotePart]
    findings: list[NotePart]
    engine: Code
    seal: Digest

    @model_validator(mode="after")
    def _lengths_agree(self) -> SealedDocument:
        count = len(self.values)
        if self.demand_wh is not None and len(self.demand_wh) != count:
            raise ValueError("demand_wh and values differ in length")
        if sum(run.count for run in self.labels) != count:
            raise ValueError("labels and values differ in length")
        return self


@dataclass(frozen=True, slots=True)
class SealedSeries:
    """A sealed series: its document and the bytes of its file."""

    document: SealedDocument
    data: bytes

    @property
    def basis(self) -> Basis:
        """What kind of number the factors are."""
        part = self.document.basis
        return Basis(part.quantity, part.claim, part.averaging, part.losses, part.gwp_set)

    @property
    def start_s(self) -> int:
        """UTC second at which the first interval begins."""
        return int(datetime.fromisoformat(self.document.start).timestamp())

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """What the series rests on, to be read in either language."""
        return tuple(
            Assumption(
                MessageKind(note.code, note.template), {key: _param(value) for key, value in note.params.items()}
            )
            for note in self.document.assumptions
        )

    def write(self, path: Path) -> None:
        """Write the file, whole or not at all.

        Raises:
            OSError: the folder cannot be written.
        """
        write_atomically(path, self.data)


def seal(content: Mapping[str, JSON]) -> SealedSeries:
    """Seal a document that has everything but the seal.

    Raises:
        pydantic.ValidationError: the content is no factor series.
    """
    document = dict(content)
    document["seal"] = digest_of(document)
    return SealedSeries(SealedDocument.model_validate(document), canonical_bytes(document))


def open_sealed(data: bytes, name: str, place: Place, problems: Problems) -> SealedSeries | None:
    """A sealed series from the bytes of its file, the seal verified; nothing after reporting why not.

    Args:
        data: the bytes, already bounded in size.
        name: of the file, for messages.
        place: where it is named or stands.
        problems: receives what is wrong.
    """
    try:
        tree = json.loads(data)
    except (ValueError, RecursionError) as error:
        problems.error(SEALED_UNREADABLE, place, path=name, reason=str(error).partition("\n")[0])
        return None
    if not isinstance(tree, dict) or "format" not in tree:
        problems.error(SEALED_UNREADABLE, place, path=name, reason="format")
        return None
    if tree["format"] != SEALED_FORMAT:
        problems.error(SEALED_NEWER, place, found=tree["format"], wanted=SEALED_FORMAT)
        return None
    if not _is_sealed(tree, data):
        problems.error(SEAL_BROKEN, place, found=name)
        return None
    try:
        return SealedSeries(SealedDocument.model_validate(tree), data)
    except ValidationError as error:
        for detail in error.errors(include_url=False)[:_MOST_FAULTS]:
            path = ".".join(map(str, detail["loc"])) or name
            problems.error(SEALED_UNREADABLE, place, path=path, reason=detail["msg"])
        return None


def sealed_schema() -> dict[str, Any]:
    """JSON Schema of the file."""
    return SealedDocument.model_json_schema()


def param_document(value: Param) -> JSON:
    """A parameter of a message as JSON."""
    if isinstance(value, Term):
        return {"term": value.template}
    return {"names": dict(value.names)} if isinstance(value, Named) else value


def _param(value: ParamDocument) -> Param:
    if isinstance(value, str):
        return value
    names = value.get("names")
    return Named.of({str(k): str(v) for k, v in names.items()}) if isinstance(names, dict) else Term(str(value["term"]))


def _is_sealed(tree: dict[str, Any], data: bytes) -> bool:
    """Whether the bytes are the canonical ones, and the seal is that of the rest."""
    try:
        rest = {key: value for key, value in tree.items() if key != "seal"}
        return canonical_bytes(tree) == data and digest_of(rest) == tree.get("seal")
    except (TypeError, ValueError):
        return False
