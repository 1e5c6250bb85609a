"""An entry added to a list in a YAML file that a person wrote: every other line stays as it is, remarks included."""

from __future__ import annotations

import re

from fourfold.core.problems import Problems
from fourfold.formats.yaml_text import Tree, YamlText, read_yaml


def with_entry(yaml: YamlText, data: bytes, path: tuple[str, str], entry: str) -> bytes | None:
    """The file with one more entry at the end of a list of texts below a top key; both may be missing.

    The new text is read again and taken only where it says what the old one said and the entry: a list in brackets, or
    an indentation that is not understood, gives ``None``.

    Args:
        yaml: the file as read.
        data: its bytes.
        path: top key and key of the list.
        entry: plain text without quotes or line ends.
    """
    top, key = path
    text = data.decode("utf-8-sig")
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines()
    found = yaml.tree.get(top, {})
    section: dict[str, Tree] = found if isinstance(found, dict) else {}
    at = yaml.lines.get((top,))
    if at is None:
        lines += [f"{top}:", f"  {key}:", f'    - "{entry}"']
    elif (top, key) in yaml.lines and isinstance(listed := section.get(key), list) and listed:
        last = yaml.lines[(top, key, len(listed) - 1)]
        indent = re.match(r"\s*", lines[last - 1])
        lines.insert(last, f'{indent[0] if indent else ""}- "{entry}"')
    else:
        first = min((line for place, line in yaml.lines.items() if place[0] == top and len(place) == 2), default=0)
        indent = re.match(r"\s*", lines[first - 1]) if first else None
        space = indent[0] if indent and indent[0] else "  "
        lines[at:at] = [f"{space}{key}:", f'{space}{space}- "{entry}"']
    made = (end.join(lines) + end).encode("utf-8")
    again = read_yaml(made, yaml.file, Problems())
    before = section.get(key, [])
    wanted = {**yaml.tree, top: {**section, key: [*(before if isinstance(before, list) else []), entry]}}
    return made if again is not None and again.tree == wanted else None
