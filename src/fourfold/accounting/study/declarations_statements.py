"""What a study says about itself in words: its goal, scope, rules, review and interpretation. All of it is optional.

Nothing here enters a calculation; rules of standards read it. Texts are given in English, Chinese or both.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from fourfold.formats.declared import Day, Declared, Names, Number, Positive

NotNegative = Annotated[Number, Field(ge=0)]
YesNo = Literal["true", "false"]
StageRole = Literal["raw-materials", "production", "distribution", "use", "end-of-life"]


class Goal(Declared):
    """Why the study is made, and for whom."""

    application: Names | None = Field(None, description="Intended use of the result.")
    reason: Names | None = Field(None, description="Why the study is made.")
    audience: Names | None = Field(None, description="Who the result is for.")
    communication: Literal["internal", "business", "public"] | None = Field(
        None, description="Whether and to whom the result is communicated."
    )
    comparative: YesNo | None = Field(
        None, description="Whether the result is meant for comparison with other products."
    )
    report_type: Names | None = Field(None, description="Type of the report.")


class Scope(Declared):
    """How the question was narrowed down to something that can be calculated."""

    function: Names | None = Field(None, description="Function of the product that the unit expresses.")
    data_quality: Names | None = Field(
        None, description="Requirements on data and their quality, and how they were met."
    )
    data_collection: Names | None = Field(None, description="How data were collected and checked, process by process.")
    time_boundary: Names | None = Field(
        None, description="Why the period represents the product, and which variation within it is covered."
    )
    geography: Names | None = Field(None, description="Which places the data hold for.")
    boundary_reason: Names | None = Field(
        None, description="Why the boundary is drawn so, and why exclusions do not change the conclusion."
    )
    cut_off_criteria: Names | None = Field(None, description="Criteria by which flows were left out, and their effect.")
    use_scenario: Names | None = Field(None, description="How the product is used over its life.")
    use_source: Literal["pcr", "standard", "guideline", "usual-pattern", "own"] | None = Field(
        None, description="Where the use scenario comes from."
    )
    end_of_life_scenario: Names | None = Field(
        None, description="What happens to the product at the end of its life, to the final disposition."
    )
    recycling: Names | None = Field(None, description="Rule for reuse and recycling, closed or open loop.")
    land_use: Names | None = Field(
        None, description="How land use, direct land-use change and soil carbon were treated."
    )
    aircraft: Names | None = Field(None, description="How emissions of aircraft were treated.")
    delayed_emissions: Names | None = Field(None, description="How the timing of emissions was treated.")
    delayed_outside_total: YesNo | None = Field(
        None, description="Whether any effect of delayed emissions stands outside the total."
    )
    longest_delay_years: NotNegative | None = Field(
        None,
        description="Longest time between making the product and an emission or removal that is counted, in years.",
    )
    electricity: Names | None = Field(
        None, description="How electricity was treated: sources, factors, instruments and their limits."
    )
    value_choices: Names | None = Field(None, description="Value choices made.")
    gwp: Names | None = Field(
        None, description="Which warming potentials were used, carbon feedback included or not, and why."
    )
    carbon_capture: Names | None = Field(None, description="How capture, storage or use of carbon was treated.")
    packaging: Names | None = Field(None, description="Whether and how packaging is included.")
    biogenic_carbon_kg: NotNegative | None = Field(
        None, description="Biogenic carbon in one declared unit of the product, as kg of carbon."
    )
    fossil_carbon_kg: NotNegative | None = Field(
        None, description="Fossil carbon in one declared unit of the product, as kg of carbon."
    )
    refinement: Names | None = Field(None, description="How the boundary was refined by sensitivity analysis.")
    limitations: Names | None = Field(None, description="Limits of the study.")


class RuleDocument(Declared):
    """A product rule or standard the study follows."""

    document: str = Field(description="Number and name of the document.")
    edition: str = Field("", description="Edition, such as its year.")
    kind: Literal["core", "pcr", "psr", "scheme"] | None = Field(None, description="What the document is.")
    reason: Names | None = Field(None, description="Why this one.")


class Review(Declared):
    """The critical review, or that there was none."""

    kind: Literal["none", "internal", "external", "panel"] | None = Field(None, description="Kind of critical review.")
    reviewer: str = Field("", description="Who reviewed.")
    standard: str = Field("", description="By which standard.")
    date: Day | None = Field(None, description="Day of the review.")
    statement: Names | None = Field(None, description="What the review found.")


class Interpretation(Declared):
    """What the result means, and what it does not."""

    issues: Names | None = Field(None, description="Significant issues found.")
    completeness: Names | None = Field(None, description="Result of the completeness check.")
    consistency: Names | None = Field(None, description="Result of the consistency check.")
    sensitivity: Names | None = Field(None, description="What the sensitivity analysis shows.")
    uncertainty: Names | None = Field(None, description="How uncertain the result is.")
    limitations: Names | None = Field(None, description="What the result does not say.")
    conclusions: Names | None = Field(None, description="Conclusions.")


class Tracking(Declared):
    """Comparison with an earlier footprint of the same product."""

    previous: str = Field("", description="Earlier footprint the result is compared with.")
    statement: Names | None = Field(None, description="What changed since, and why the two compare.")
    same_rules: YesNo | None = Field(None, description="Whether both follow the same rules, method and unit.")


class Validity(Declared):
    """How long the result holds."""

    until: Day | None = Field(None, description="Day after the last day on which the result is valid.")


class Publication(Declared):
    """Where the study can be read, and what it supports."""

    url: str = Field("", description="Where a public version of the study can be read.")
    declaration: str = Field("", description="Number of the declaration of conformity it supports.")


class Service(Declared):
    """What a product that stores or delivers energy does over its life, per declared unit."""

    energy_capacity_kwh: Positive | None = Field(None, description="Energy the product holds when full, in kWh.")
    cycles_per_year: Positive | None = Field(
        None, description="Full charging and discharging cycles in a year of service."
    )
    years: Positive | None = Field(None, description="Years of service.")
    evidence: Names | None = Field(None, description="What the service life rests on.")
