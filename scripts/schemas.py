"""Write the JSON Schema of ``study.yaml`` from the models that read it, or check that the committed one is current.

python scripts/schemas.py            writes
python scripts/schemas.py --check    exits 1 when the committed file differs
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from fourfold.accounting.study.declarations import STUDY_FORMAT, Declarations

SCHEMA = Path(__file__).parent.parent / "src" / "fourfold" / "accounting" / "study" / "study.schema.json"


def study_schema() -> str:
    """The schema as text. Scalars are text to the reader; a number may also stand in JSON as a number."""
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"https://fourfold.invalid/schema/{STUDY_FORMAT}",
    }
    body = Declarations.model_json_schema()
    body |= {"title": "study.yaml", "description": "What a study declares: the file study.yaml of a study folder."}
    return json.dumps(head | body, indent=2, ensure_ascii=False) + "\n"


def main(arguments: list[str]) -> int:
    """Write or check; the exit code."""
    text = study_schema()
    if "--check" not in arguments:
        SCHEMA.write_text(text, encoding="utf-8")
        return 0
    current = SCHEMA.exists() and SCHEMA.read_text(encoding="utf-8") == text
    if not current:
        print(f"{SCHEMA.name} is out of date: run python scripts/schemas.py")
    return 0 if current else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
