"""Arguments as people write them: ``--json`` alone prints, also where it may be given a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

_JSON = "--json"


def with_json_alone(arguments: Sequence[str], verbs: Any) -> list[str]:
    """The arguments with ``-`` after a ``--json`` that no file follows, for verbs whose ``--json`` takes one.

    Args:
        arguments: of the command line, without the name of the program.
        verbs: the command with its verbs, as the library of the command line has them.
    """
    if _JSON not in arguments or not _takes_a_file(arguments, verbs):
        return list(arguments)
    found: list[str] = []
    for number, argument in enumerate(arguments):
        found.append(argument)
        following = arguments[number + 1] if number + 1 < len(arguments) else "--"
        if argument == _JSON and following.startswith("-") and following != "-":
            found.append("-")
    return found


def _takes_a_file(arguments: Sequence[str], verbs: Any) -> bool:
    command = verbs
    for argument in arguments:
        within = getattr(command, "commands", {})
        if argument not in within:
            break
        command = within[argument]
    return any(_JSON in option.opts and not option.is_flag for option in command.params if hasattr(option, "is_flag"))
