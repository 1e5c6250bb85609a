"""Messages become English or Chinese here, and only here.

The catalogue is gettext's: English templates in the code are the message ids, ``locale/zh_Hans`` holds the Chinese.
``scripts/messages.py`` extracts, compiles and checks it.
"""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import get_args

from fourfold.core.problems import Assumption, MessageKind, Named, Param, Problem, Term, Texts, clip
from fourfold.core.problems import Lang as Lang

LANGS: tuple[Lang, ...] = get_args(Lang)
_LOCALE_FOLDER = Path(__file__).parent.parent / "locale"
_GETTEXT_NAME: Mapping[Lang, str] = {"en": "en", "zh": "zh_Hans"}
_MOST_PARAMETER = 2000
"""Characters of one parameter that are shown; lists of sources stay whole, foreign text stays bounded."""


class Words:
    """Renders values in one language.

    Args:
        lang: ``en`` or ``zh``.
    """

    def __init__(self, lang: Lang) -> None:
        self.lang: Lang = lang
        self._translate = _translation(lang).gettext

    def __call__(self, template: str, **params: object) -> str:
        """Translate a template and fill its fields. A field without a value stays visible as ``{name}``."""
        text = self._translate(template) if template else ""
        if "{" not in text:
            return text
        return text.format_map(_Fields({name: clip(self._spell(v), _MOST_PARAMETER) for name, v in params.items()}))

    def term(self, text: str) -> str:
        """A text that may be one of the catalogue's, such as a clause of a document: else it stays as it is.

        Unlike a template it has no fields, so braces in it mean nothing.
        """
        return self._translate(text) if text else ""

    def _spell(self, value: object) -> str:
        if isinstance(value, Term):
            return self.term(value.template)
        if isinstance(value, Named):
            return self.name(dict(value.names))
        return str(value)

    def name(self, names: Texts) -> str:
        """The name in this language, else in English, else the first there is."""
        return names.get(self.lang) or names.get("en") or next(iter(names.values()), "")

    def problem(self, problem: Problem) -> str:
        """What is the matter, in one sentence."""
        return self(problem.kind.text, **problem.params)

    def expected(self, problem: Problem) -> str:
        """What would have been right."""
        return self(problem.kind.expected, **problem.params)

    def repair(self, problem: Problem) -> str:
        """What to do about it."""
        return self(problem.kind.repair, **problem.params)

    def assumption(self, assumption: Assumption) -> str:
        """What was assumed."""
        return self(assumption.kind.text, **assumption.params)

    def kind(self, kind: MessageKind, params: Mapping[str, Param]) -> str:
        """The text of any message kind."""
        return self(kind.text, **params)


class _Fields(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


@cache
def words(lang: Lang) -> Words:
    """The renderer of one language."""
    return Words(lang)


def in_both(template: str, params: Mapping[str, Param]) -> dict[str, str]:
    """A message in every language, for files that outlive the terminal."""
    return {str(lang): words(lang)(template, **params) for lang in LANGS}


@cache
def _translation(lang: Lang) -> gettext.NullTranslations:
    if lang == "en":
        return gettext.NullTranslations()
    return gettext.translation("fourfold", _LOCALE_FOLDER, [_GETTEXT_NAME[lang]], fallback=True)
