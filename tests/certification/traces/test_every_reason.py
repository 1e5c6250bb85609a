"""Every reason a check of a trace can give is named by a test beside this one."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import pytest

import fourfold.certification.traces as room
from fourfold.core.problems import MessageKind

HERE = Path(__file__)
TESTED = "".join(path.read_text(encoding="utf-8") for path in HERE.parent.glob("test_*.py") if path != HERE)


def reasons() -> list[str]:
    modules = [importlib.import_module(f"{room.__name__}.{one.name}") for one in pkgutil.iter_modules(room.__path__)]
    kinds = (kind for module in modules for kind in vars(module).values() if isinstance(kind, MessageKind))
    return sorted({kind.code for kind in kinds if kind.code.startswith("trace-")})


@pytest.mark.parametrize("code", reasons())
def test_it_is_named_by_a_test(code: str) -> None:
    assert f'"{code}"' in TESTED
