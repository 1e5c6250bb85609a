"""Facts given as text by name, as the examples of a pack do."""

from __future__ import annotations

from collections.abc import Mapping

from fourfold.core.problems import Place, Problems
from fourfold.standards.language.dictionary import Dictionary
from fourfold.standards.language.expression import Facts


def facts_from_text(given: Mapping[str, str], words: Dictionary, place: Place, problems: Problems) -> Facts | None:
    """Facts from text by dictionary name; ``None`` when a name or a value is wrong (reported).

    Rows of lists as ``study.cut_offs.1.estimated_share``, rows counting from 1; texts of lists as
    ``study.allocation.order.1``. A list of which nothing is given is empty if its name is given as ``none``, else
    empty all the same; any other name that is not given is absent.
    """
    raise NotImplementedError
