"""Fourfold: carbon footprints of products, with electricity accounted hour by hour.

The public nouns and verbs load when they are first used, so that ``import fourfold`` is quick::

    import fourfold as ff

    study = ff.Study.load("examples/lfp-cell")
    result = ff.assess(study, ff.method("fourfold-default"))
    print(result.footprint.total_kg_co2e)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from fourfold.accounting.assess import Result, assess
    from fourfold.accounting.footprint import Footprint
    from fourfold.accounting.method import Method
    from fourfold.accounting.method_files import method
    from fourfold.accounting.study.model import Study
    from fourfold.core.problems import InputError, Problem
    from fourfold.data.factor import Factor

__all__ = [
    "Factor",
    "Footprint",
    "InputError",
    "Method",
    "Problem",
    "Result",
    "Study",
    "__version__",
    "assess",
    "method",
]

_HOMES = {
    "Factor": "fourfold.data.factor",
    "Footprint": "fourfold.accounting.footprint",
    "InputError": "fourfold.core.problems",
    "Method": "fourfold.accounting.method",
    "Problem": "fourfold.core.problems",
    "Result": "fourfold.accounting.assess",
    "Study": "fourfold.accounting.study.model",
    "assess": "fourfold.accounting.assess",
    "method": "fourfold.accounting.method_files",
}


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'fourfold' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(home), name)
