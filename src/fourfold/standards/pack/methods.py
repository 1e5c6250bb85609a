"""The Method the choices of a pack compile to: the fields of a method file, flattened with dots, one row each.

A choice may take the value of a parameter, as ``param.NAME``: then it is that of the study's day. A calculation needs
some choices in any case. Those that no pack of the line makes come from Fourfold's default method, and whoever shows a
result says which (`Compiled.defaulted`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from fourfold.accounting.method import Method
from fourfold.accounting.method_files import DEFAULT_METHOD, MethodFile, method, method_of
from fourfold.core.canonical import decimal_text
from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.formats.models import read_model
from fourfold.formats.vocabulary import closest
from fourfold.formats.yaml_text import Path, Tree, YamlText
from fourfold.standards.language.values import Value
from fourfold.standards.pack.method_clauses import clauses_of
from fourfold.standards.pack.model import RulePack
from fourfold.standards.pack.resolved import ChoiceInForce

CHOICE_UNKNOWN = MessageKind(
    "choice-unknown",
    N_("the choice {found} is not known"),
    N_("one of: {known}"),
    N_("correct the key; similar: {similar}"),
)

CHOICE_WITHOUT_VALUE = MessageKind(
    "choice-without-value",
    N_("{choice} takes the value of {found}, and there is none on {day}"),
    N_("a parameter of this pack or of one it derives from that has a value on the day"),
    N_("add the parameter or its value, or write the value of the choice itself"),
)

_PARAMETER = "param."
_IDENTITY = ("fourfold", "id", "version", "names", "source")
_CLAUSES = "clauses."


@dataclass(frozen=True, slots=True)
class Compiled:
    """A Method, and the choices in it that no pack made."""

    method: Method
    defaulted: tuple[str, ...]


def compile_method(
    pack: RulePack, choices: Mapping[str, ChoiceInForce], problems: Problems, chain: Sequence[RulePack] = ()
) -> Compiled | None:
    """The Method of the choices in force; ``None`` where there are none or one is wrong (reported at its row).

    Args:
        pack: the pack asked for: its id, version and titles become the Method's.
        choices: by key.
        problems: receives what is wrong.
        chain: all packs the choices come from, whose clauses they name; `pack` alone where none is given.
    """
    if not choices:
        return None
    tree = _identity(pack)
    places: dict[str, Place] = {}
    for key, held in choices.items():
        if key not in choice_keys():
            similar, known = closest(key, choice_keys()), ", ".join(choice_keys())
            problems.error(CHOICE_UNKNOWN, held.choice.place.at("choice"), found=key, known=known, similar=similar)
        else:
            places[key] = held.choice.place.at("value")
            _put(tree, key, held.choice.value)
    defaulted = tuple(name for name in _defaults() if name not in tree)
    tree |= {name: _defaults()[name] for name in defaulted}
    rows = _Rows(pack.identity.place.file, tree)
    rows.set_places(places, pack.identity.place)
    read = read_model(MethodFile, rows, problems)
    if read is None:
        return None
    return Compiled(replace(method_of(read), clauses=clauses_of(choices, chain or [pack])), defaulted)


def choices_of_day(
    choices: Mapping[str, ChoiceInForce], values: Mapping[str, Value], day: date, problems: Problems
) -> dict[str, ChoiceInForce]:
    """The choices with ``param.NAME`` replaced by the value of the parameter on the day.

    Args:
        choices: by key.
        values: of the parameters by name.
        day: the day the values are of.
        problems: receives choices whose parameter has no value.
    """
    found: dict[str, ChoiceInForce] = {}
    for key, held in choices.items():
        text = held.choice.value.strip()
        if text.startswith(_PARAMETER):
            value = values.get(text.removeprefix(_PARAMETER))
            if value is None or value.content is None:
                place = held.choice.place.at("value")
                problems.error(CHOICE_WITHOUT_VALUE, place, choice=key, found=text, day=day.isoformat())
                continue
            text = decimal_text(value.content) if isinstance(value.content, Decimal) else str(value.content)
        found[key] = replace(held, choice=replace(held.choice, value=text))
    return found


@cache
def choice_keys() -> tuple[str, ...]:
    """Every choice a pack can make, as method files name them, nested ones with dots."""
    return tuple(key for key in _leaves(MethodFile, "") if key not in _IDENTITY and not key.startswith(_CLAUSES))


class _Rows(YamlText):
    """Choices in the shape of a method file, whose places are the rows they stand in."""

    _places: Mapping[str, Place]
    _whole: Place

    def set_places(self, places: Mapping[str, Place], whole: Place) -> None:
        """The place of each choice, and of the pack."""
        object.__setattr__(self, "_places", places)
        object.__setattr__(self, "_whole", whole)

    def place(self, path: Path) -> Place:
        """The row of a choice; list items stand in one cell."""
        key = ".".join(step for step in path if isinstance(step, str))
        return self._places.get(key, self._whole)


def _identity(pack: RulePack) -> dict[str, Tree]:
    identity = pack.identity
    document = identity.document
    names: dict[str, Tree] = {lang: text for lang, text in identity.title.items() if text}
    return {
        "fourfold": "method/1",
        "id": identity.id,
        "version": identity.version,
        "names": names,
        "source": ", ".join(text for text in (document.issuer, document.number, document.edition) if text),
    }


def _put(tree: dict[str, Tree], key: str, value: str) -> None:
    *above, last = key.split(".")
    for step in above:
        inner = tree.setdefault(step, {})
        if isinstance(inner, dict):
            tree = inner
    tree[last] = [item.strip() for item in value.split("|")] if _leaves(MethodFile, "")[key] else value.strip()


def _leaves(model: type[BaseModel], above: str) -> dict[str, bool]:
    """Whether each field of a model, nested ones with dots, is a list."""
    found: dict[str, bool] = {}
    for name, field in model.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            found |= _leaves(inner, f"{above}{name}.")
        else:
            found[f"{above}{name}"] = _is_list(field)
    return found


def _is_list(field: FieldInfo) -> bool:
    return get_origin(field.annotation) is tuple or any(
        get_origin(part) is tuple for part in get_args(field.annotation)
    )


@cache
def _defaults() -> dict[str, Tree]:
    """The choices no calculation can do without, as the default method makes them."""
    default = method(DEFAULT_METHOD)
    return {
        "gwp_set": str(default.gwp_set),
        "accepted_gwp_sets": [str(name) for name in default.accepted_gwp_sets],
        "accept_unsplit": "true" if default.accept_unsplit else "false",
        "electricity": str(default.electricity),
        "electricity_quantity": str(default.electricity_quantity),
        "supply_order": [str(kind) for kind in default.supply.order],
        "allocation_order": list(default.allocation_order),
    }
