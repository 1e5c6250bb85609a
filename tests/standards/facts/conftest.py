"""The rich study, its result and its facts, made once for each module."""

from __future__ import annotations

import pytest

from fourfold.accounting.assess import Result
from fourfold.accounting.study.model import Study
from fourfold.standards.facts.facts import StudyFacts
from support.outcomes import calculated
from support.rich_study import write_rich
from support.study_facts import with_instruments


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return Study.load(write_rich(tmp_path_factory.mktemp("rich")))


@pytest.fixture(scope="module")
def result(rich: Study) -> Result:
    return calculated(rich, with_instruments())


@pytest.fixture(scope="module")
def facts(rich: Study, result: Result) -> StudyFacts:
    return StudyFacts(rich, result)
