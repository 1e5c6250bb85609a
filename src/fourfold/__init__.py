"""Fourfold: carbon footprints of products, with electricity accounted hour by hour.

The public nouns and verbs load when they are first used, so that ``import fourfold`` is quick::

    import fourfold as ff

    study = ff.Study.load("examples/lfp-cell")
    result = ff.assess(study, ff.method("fourfold-default"))
    print(result.footprint.total_kg_co2e)

    iso = ff.standard("iso-14067-2018", study.declarations.day)
    print(ff.check(study, iso, ff.assess(study, iso.method)).outcome)

    grid = ff.open_grid("examples/four-provinces")
    factors = ff.trace_table(grid)
    print(factors.per_mwh[:, :, 0])  # [interval, area, attribute], kg CO2e per MWh

    print(ff.verify("cert.bundle.json", ["trust.json"]).outcome)  # in_order, refused or cannot_tell

    database = ff.open_database("small")  # after: fourfold data import … --name small
    system = ff.build_system(database)

    sealed = ff.seal_folder(Path("examples/lfp-cell"), "gbt-24067-2024")  # an archive anyone can recompute
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fourfold.core.version import __version__

if TYPE_CHECKING:
    from fourfold.accounting.assess import Result, assess
    from fourfold.accounting.background.compile import build_system
    from fourfold.accounting.footprint import Footprint
    from fourfold.accounting.method import Method
    from fourfold.accounting.method_files import method
    from fourfold.accounting.study.model import Study
    from fourfold.app.certification.dossiers.recomputing import recompute
    from fourfold.app.certification.dossiers.sealing import seal_folder
    from fourfold.app.certification.verifying.verifying import verify
    from fourfold.app.databases.importing import import_database
    from fourfold.app.standards import standard
    from fourfold.app.supply.matching import match
    from fourfold.certification.verification.verification import Verification
    from fourfold.core.problems import InputError, Problem
    from fourfold.data.databases.database import Database
    from fourfold.data.factor import Factor
    from fourfold.electricity.factors.sealed import SealedSeries
    from fourfold.electricity.factors.table import FactorTable
    from fourfold.electricity.factors.tracing import trace_table
    from fourfold.electricity.grid.open import open_grid
    from fourfold.electricity.grid.state import GridState
    from fourfold.electricity.tracing.arrays import trace_arrays
    from fourfold.electricity.tracing.options import Coupling, LossRule, StorageRule, TraceOptions
    from fourfold.electricity.tracing.trace import trace
    from fourfold.standards.conformity.check import check
    from fourfold.standards.conformity.report import ConformityReport
    from fourfold.store.databases import open_database

__all__ = [
    "ConformityReport",
    "Coupling",
    "Database",
    "Factor",
    "FactorTable",
    "Footprint",
    "GridState",
    "InputError",
    "LossRule",
    "Method",
    "Problem",
    "Result",
    "SealedSeries",
    "StorageRule",
    "Study",
    "TraceOptions",
    "Verification",
    "__version__",
    "assess",
    "build_system",
    "check",
    "import_database",
    "match",
    "method",
    "open_database",
    "open_grid",
    "recompute",
    "seal_folder",
    "standard",
    "trace",
    "trace_arrays",
    "trace_table",
    "verify",
]

_HOMES = {
    "ConformityReport": "fourfold.standards.conformity.report",
    "Coupling": "fourfold.electricity.tracing.options",
    "Database": "fourfold.data.databases.database",
    "Factor": "fourfold.data.factor",
    "FactorTable": "fourfold.electricity.factors.table",
    "Footprint": "fourfold.accounting.footprint",
    "GridState": "fourfold.electricity.grid.state",
    "InputError": "fourfold.core.problems",
    "LossRule": "fourfold.electricity.tracing.options",
    "Method": "fourfold.accounting.method",
    "Problem": "fourfold.core.problems",
    "Result": "fourfold.accounting.assess",
    "SealedSeries": "fourfold.electricity.factors.sealed",
    "StorageRule": "fourfold.electricity.tracing.options",
    "Study": "fourfold.accounting.study.model",
    "TraceOptions": "fourfold.electricity.tracing.options",
    "Verification": "fourfold.certification.verification.verification",
    "assess": "fourfold.accounting.assess",
    "build_system": "fourfold.accounting.background.compile",
    "check": "fourfold.standards.conformity.check",
    "import_database": "fourfold.app.databases.importing",
    "match": "fourfold.app.supply.matching",
    "method": "fourfold.accounting.method_files",
    "open_database": "fourfold.store.databases",
    "open_grid": "fourfold.electricity.grid.open",
    "recompute": "fourfold.app.certification.dossiers.recomputing",
    "seal_folder": "fourfold.app.certification.dossiers.sealing",
    "standard": "fourfold.app.standards",
    "trace": "fourfold.electricity.tracing.trace",
    "trace_arrays": "fourfold.electricity.tracing.arrays",
    "trace_table": "fourfold.electricity.factors.tracing",
    "verify": "fourfold.app.certification.verifying.verifying",
}


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'fourfold' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(home), name)
