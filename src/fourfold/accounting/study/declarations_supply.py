"""The section ``supply`` of ``study.yaml``: how power is traced from plants to meters, and from meters to products."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from fourfold.formats.declared import Declared, Number

Instant = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$")]


class SupplyDeclaration(Declared):
    """How power is traced."""

    known_at: Instant | None = Field(
        None, description="Readings are taken as they were known at this moment (UTC); blank takes all corrections."
    )
    sub_meter_tolerance: Annotated[Number, Field(ge=0, le=1)] | None = Field(
        None,
        description="Share of a meter's energy in the period by which its sub-meters together may exceed it; blank: 0.",
    )
    delivery_loss_share: Annotated[Number, Field(ge=0, lt=1)] | None = Field(
        None,
        description="Share of an instrument's energy lost between plant and meter; the rest covers load. Blank: 0.",
    )
    allocation: Literal["proportional", "least-emissions"] = Field(
        "proportional", description="How limited instruments are divided among loads."
    )
    traces: tuple[str, ...] = Field(
        (), description="Traceability statements of a claim ledger (files) on which rows of the table instruments rest."
    )
