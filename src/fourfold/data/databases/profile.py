"""By which conventions a database becomes a system: how providers are chosen and several products are treated.

Factors that a source gives come before any that are worked out from amounts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from fourfold.core.canonical import JSON


class LinkRule(StrEnum):
    """Why a provider was taken. The rules of a profile are tried in its order; each link says which one decided."""

    CHOSEN = "chosen"
    """A user set it."""
    DECLARED = "declared"
    """The source names it."""
    ONLY = "only"
    """No other process makes the flow."""
    SAME_LOCATION = "same-location"
    """The only one in the place of the using process."""
    ENCLOSING_LOCATION = "enclosing-location"
    """The only one in the innermost area that encloses the place of the using process and has one."""
    MARKET = "market"
    """The only one whose name begins with “market for” or “market group for”."""
    LOWEST_ID = "lowest-id"
    """The lowest of the ids: arbitrary but always the same."""
    UNLINKED = "unlinked"
    """None could be taken: the exchange is cut off."""


class Several(StrEnum):
    """What is done with a process that has several products."""

    DECLARED = "declared"
    """By the rule the process itself names, with the factors it gives."""
    PHYSICAL = "physical"
    """By factors the source gives as physical."""
    ECONOMIC = "economic"
    """By factors the source gives as economic."""
    CAUSAL = "causal"
    """By factors the source gives for each exchange."""
    GIVEN = "given"
    """By factors the source gives without saying by what."""
    AMOUNTS = "amounts"
    """By amounts, where all products are measured by one property: mass before energy before any other."""
    SUBSTITUTION = "substitution"
    """Co-products that another process makes too are credited with that process."""
    REFERENCE_ONLY = "reference-only"
    """The reference carries everything; the others carry nothing and are not products of the system."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Conventions of a calculation on a database.

    Attributes:
        id: how results cite it.
        names: by language.
        links: rules for choosing a provider, in order.
        several: rules for processes with several products, in order: the first that applies to a process is taken.
        emissions_only: whether inputs from nature are left out.
    """

    id: str
    names: Mapping[str, str]
    links: tuple[LinkRule, ...]
    several: tuple[Several, ...]
    emissions_only: bool = False

    def content(self) -> JSON:
        """The profile as canonical JSON holds it."""
        return {
            "id": self.id,
            "links": [str(rule) for rule in self.links],
            "several": [str(rule) for rule in self.several],
            "emissions_only": self.emissions_only,
        }


DEFAULT = Profile(
    "default",
    {"en": "Providers by place, products by declared factors", "zh": "按地点选取供应过程，按数据给出的因子分配多产品"},
    (
        LinkRule.CHOSEN,
        LinkRule.DECLARED,
        LinkRule.ONLY,
        LinkRule.SAME_LOCATION,
        LinkRule.ENCLOSING_LOCATION,
        LinkRule.MARKET,
        LinkRule.LOWEST_ID,
    ),
    (
        Several.DECLARED,
        Several.PHYSICAL,
        Several.CAUSAL,
        Several.GIVEN,
        Several.ECONOMIC,
        Several.AMOUNTS,
        Several.REFERENCE_ONLY,
    ),
)
REFERENCE_ONLY = Profile(
    "reference-product-no-cutoff-links",
    {"en": "All burdens to the reference product, cut-offs ignored", "zh": "全部负荷归于基准产品，忽略截断"},
    (LinkRule.CHOSEN, LinkRule.DECLARED, LinkRule.ONLY, LinkRule.LOWEST_ID),
    (Several.REFERENCE_ONLY,),
    emissions_only=True,
)


def _first(several: Several, name_en: str, name_zh: str) -> Profile:
    """The default with another rule for several products tried first."""
    rest = tuple(rule for rule in DEFAULT.several if rule is not several)
    return Profile(str(several), {"en": name_en, "zh": name_zh}, DEFAULT.links, (several, *rest))


ALTERNATIVES = (
    _first(Several.PHYSICAL, "Products by the source's physical factors first", "优先按数据给出的物理因子分配"),
    _first(Several.ECONOMIC, "Products by the source's economic factors first", "优先按数据给出的经济因子分配"),
    _first(Several.CAUSAL, "Products by the source's causal factors first", "优先按数据给出的逐行因子分配"),
    _first(Several.AMOUNTS, "Products by amounts first", "优先按产量分配"),
    _first(Several.SUBSTITUTION, "Co-products credited with what they displace first", "优先以替代抵扣联产品"),
)
"""For seeing what a choice of rule matters: see `fourfold data scores --profile`."""
PROFILES: Mapping[str, Profile] = {profile.id: profile for profile in (DEFAULT, REFERENCE_ONLY, *ALTERNATIVES)}
