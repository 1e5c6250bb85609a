"""Every reason a check can give is named by a test beside this one: none can be lost without a test that notices."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import pytest

import fourfold.certification.verification as room
from fourfold.core.problems import MessageKind

HERE = Path(__file__)
TESTED = "".join(path.read_text(encoding="utf-8") for path in HERE.parent.glob("test_*.py") if path != HERE)


def reasons() -> list[str]:
    modules = [importlib.import_module(f"{room.__name__}.{one.name}") for one in pkgutil.iter_modules(room.__path__)]
    found = {
        kind.code
        for module in modules
        for kind in vars(module).values()
        if isinstance(kind, MessageKind) and _is_own(kind, module.__file__)
    }
    return sorted(found)


def _is_own(kind: MessageKind, file: str | None) -> bool:
    return file is not None and f'"{kind.code}"' in Path(file).read_text(encoding="utf-8")


@pytest.mark.parametrize("code", reasons())
def test_it_is_named_by_a_test(code: str) -> None:
    assert f'"{code}"' in TESTED
