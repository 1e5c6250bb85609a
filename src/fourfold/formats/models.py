"""From the text of a YAML file to a declared model: what the model refuses becomes our problems, at their lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from fourfold.core.problems import N_, MessageKind, Place, Problems, Term
from fourfold.formats.dates import DATE_WRONG
from fourfold.formats.numbers import MOST_DIGITS, NUMBER_NOT_POSITIVE, NumberFault, read_number
from fourfold.formats.vocabulary import ID_WRONG, closest
from fourfold.formats.yaml_text import Path, Tree, YamlText

_Model = TypeVar("_Model", bound=BaseModel)

DECLARATION_MISSING = MessageKind(
    "declaration-missing",
    N_("{path} is missing"),
    N_("{path} with a value"),
    N_("add it; the format reference shows an example with every key"),
)
DECLARATION_UNKNOWN = MessageKind(
    "declaration-unknown",
    N_("the key {found} is not known here"),
    N_("one of: {choices}"),
    N_("correct or remove the key; similar: {similar}"),
)
DECLARATION_CHOICE = MessageKind(
    "declaration-choice",
    N_("{found} is not one of the choices for {path}"),
    N_("one of: {choices}"),
    N_("write one of the choices exactly; similar: {similar}"),
)
DECLARATION_SHAPE = MessageKind(
    "declaration-shape",
    N_("{path} holds {found}"),
    N_("{wanted}"),
    N_("correct the indentation or the dashes; the format reference shows an example"),
)
DECLARATION_EMPTY = MessageKind(
    "declaration-empty", N_("{path} has no entry"), N_("at least one entry"), N_("add an entry")
)
DECLARATION_TEXT = MessageKind(
    "declaration-text",
    N_("{found} is not accepted for {path}"),
    N_("{wanted}"),
    N_("correct the text"),
)
DECLARATION_REPEATED = MessageKind(
    "declaration-repeated",
    N_("{found} stands twice in {path}"),
    N_("each entry once"),
    N_("remove one of them"),
)
SHARE_OUT_OF_RANGE = MessageKind(
    "share-out-of-range", N_("{found} is not a share"), N_("a number from 0 to 1"), N_("correct the number")
)

NUMBER_OUT_OF_RANGE = MessageKind(
    "number-out-of-range", N_("{found} is too small or too large for {path}"), "{bounds}", N_("correct the number")
)
_BOUNDS = ("greater_than", "greater_than_equal", "less_than", "less_than_equal")
_LIMITS = ("gt", "ge", "lt", "le")

_SHAPES: Mapping[str, Term] = {
    "dict": Term(N_("keys with values below it")),
    "model": Term(N_("keys with values below it")),
    "tuple": Term(N_("a list: lines that begin with a dash")),
    "list": Term(N_("a list: lines that begin with a dash")),
    "string": Term(N_("a text")),
}
_FOUND: Mapping[type, Term] = {
    dict: Term(N_("keys with values")),
    list: Term(N_("a list")),
    str: Term(N_("a text")),
}


def read_model(model: type[_Model], yaml: YamlText, problems: Problems) -> _Model | None:
    """Declarations of any model of this package, or ``None`` after reporting everything that is wrong with them."""
    try:
        return model.model_validate(yaml.tree)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            _report(detail, model, yaml, problems)
        return None


def _report(detail: ErrorDetails, model: type[BaseModel], yaml: YamlText, problems: Problems) -> None:
    sort = detail["type"]
    path: Path = tuple(step for step in detail["loc"] if step != "[key]")
    place, value = yaml.place(path), detail["input"]
    found = value if isinstance(value, str) else ""
    context: dict[str, Any] = detail.get("ctx", {})
    if sort == "missing":
        problems.error(DECLARATION_MISSING, place, path=place.column)
    elif sort == "extra_forbidden":
        keys = _keys_at(path[:-1], model)
        similar = closest(str(path[-1]), keys)
        problems.error(DECLARATION_UNKNOWN, place, found=path[-1], choices=", ".join(keys), similar=similar)
    elif sort == "literal_error":
        choices = [choice.strip("' ") for choice in str(context["expected"]).replace(" or ", ", ").split(", ")]
        offered = {"choices": ", ".join(choices), "similar": closest(found, choices)}
        problems.error(DECLARATION_CHOICE, place, found=found, path=place.column, **offered)
    elif sort == "number":
        number = read_number(found.strip())
        if isinstance(number, NumberFault):
            problems.error(number.kind, place, found=found, offer=number.offer, most=MOST_DIGITS)
    elif sort == "date":
        problems.error(DATE_WRONG, place, found=found)
    elif sort in _BOUNDS:
        _report_bound(_bounds_at(path, model), place, found, problems)
    elif sort == "repeated":
        problems.error(DECLARATION_REPEATED, place, found=context["name"], path=place.column)
    elif sort == "asked":
        spelled = context.get("name", found)
        problems.error(DECLARATION_TEXT, place, found=spelled, path=place.column, wanted=Term(context["wanted"]))
    elif sort == "too_short":
        problems.error(DECLARATION_EMPTY, place, path=place.column)
    elif sort.endswith("_type"):
        wanted = _SHAPES.get(sort.split("_")[0], _SHAPES["string"])
        problems.error(DECLARATION_SHAPE, place, path=place.column, found=_found(value), wanted=wanted)
    elif sort == "string_pattern_mismatch" and not str(context.get("pattern", "")).startswith("^urn"):
        problems.error(ID_WRONG, place, found=found)
    elif sort in ("string_pattern_mismatch", "string_too_long"):
        wanted = Term(N_("a URN such as urn:gtin:06901234567892, at most 255 characters"))
        problems.error(DECLARATION_TEXT, place, found=found, path=place.column, wanted=wanted)
    else:
        wanted = Term(N_("what the format reference says of this key"))
        problems.error(DECLARATION_TEXT, place, found=found, path=place.column, wanted=wanted)


def _report_bound(bounds: Mapping[str, Any], place: Place, found: str, problems: Problems) -> None:
    """Say between what a number has to lie; shares have words of their own."""
    low, high = bounds.get("ge", bounds.get("gt")), bounds.get("le", bounds.get("lt"))
    if bounds == {"gt": 0}:
        problems.error(NUMBER_NOT_POSITIVE, place, found=found)
    elif bounds == {"ge": 0, "le": 1}:
        problems.error(SHARE_OUT_OF_RANGE, place, found=found)
    else:
        above = [f"{'>' if 'gt' in bounds else '≥'} {low}"] if low is not None else []
        below = [f"{'<' if 'lt' in bounds else '≤'} {high}"] if high is not None else []
        problems.error(NUMBER_OUT_OF_RANGE, place, found=found, path=place.column, bounds=", ".join([*above, *below]))


def _bounds_at(path: Path, model: type[BaseModel]) -> Mapping[str, Any]:
    """The bounds of the field at a path, such as ``{"ge": 0, "lt": 1}``."""
    *above, last = [step for step in path if isinstance(step, str)]
    for step in above:
        inner = _model_in(model.model_fields[step].annotation) if step in model.model_fields else None
        model = inner or model
    names = [last, *reversed(above)]  # of a key that people choose, the bounds stand with the field around it
    known = next((model.model_fields[name] for name in names if name in model.model_fields), None)
    if known is None:
        return {}
    return _limits(known.metadata) | _limits_in(known.annotation)


def _limits_in(annotation: object) -> dict[str, Any]:
    found = _limits(getattr(annotation, "__metadata__", ()))
    for part in get_args(annotation):
        found = {**found, **_limits_in(part)}
    return found


def _limits(metadata: Iterable[object]) -> dict[str, Any]:
    limits: dict[str, Any] = {}
    for one in metadata:
        limits |= _limits(one.metadata) if isinstance(one, FieldInfo) else {}
        limits |= {name: getattr(one, name) for name in _LIMITS if getattr(one, name, None) is not None}
    return limits


def _found(value: Tree) -> Term:
    return _FOUND.get(type(value), _FOUND[str])


def _keys_at(path: Path, model: type[BaseModel]) -> list[str]:
    """The keys that may stand at a path below a model."""
    for step in path:
        if isinstance(step, str) and step in model.model_fields:
            inner = _model_in(model.model_fields[step].annotation)
            if inner is not None:
                model = inner
    return list(model.model_fields)


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part)) is not None), None)
