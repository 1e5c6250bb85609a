"""Write the reference pages that are made from the code's own data.

``python scripts/docs.py`` writes them; ``python scripts/docs.py --check`` fails when one is stale.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from docs_certificates import certificate_format
from docs_dictionary import data_dictionary
from docs_packs import shipped_packs
from docs_portfolio import portfolio_tables
from docs_rule_pack import rule_pack
from docs_traces import trace_format
from docs_verification import checks_of_certificates

from fourfold.cli import supply

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
ACCOUNTING = ROOT / "src" / "fourfold" / "accounting"
ELECTRICITY = ROOT / "src" / "fourfold" / "electricity"
MADE = "<!-- made by scripts/docs.py; do not edit -->\n\n"

VERBS: tuple[list[str], ...] = (
    [],
    ["new"],
    ["assess"],
    ["explain"],
    ["check"],
    ["compare"],
    ["seal"],
    ["recompute"],
    ["verify"],
    ["data"],
    *(
        ["data", verb]
        for verb in (
            *("import", "list", "show", "search", "report", "links", "remove", "export"),
            *("scores", "tree", "uncertainty", "compare", "hourly", "factors"),
        )
    ),
    ["electricity"],
    *(
        ["electricity", verb]
        for verb in ("trace", "check", "aggregate", "publish", "plot", "origins", "residual", "reconcile")
    ),
    ["standards"],
    *(["standards", verb] for verb in ("list", "show", "export", "import", "new", "test")),
    ["log"],
    *(
        ["log", verb]
        for verb in ("show", "check", "prove", "growth", "witness", "take", "timestamp", "backup", "restore")
    ),
    ["certificate"],
    *(
        ["certificate", verb]
        for verb in ("issue", "list", "show", "bundle", "label", "suspend", "resume", "revoke", "status")
    ),
    ["supply"],
    *(["supply", str(verb.name)] for verb in supply.app.registered_commands),
    ["statement"],
    *(["statement", verb] for verb in ("new", "sign", "review", "show")),
    ["keys"],
    *(["keys", verb] for verb in ("new", "show", "passphrase", "body", "register", "rotate", "compromised", "trust")),
)


def study_format() -> str:
    """The study format: declarations from the models, tables from ``tables.csv``."""
    schema = json.loads((ACCOUNTING / "study" / "study.schema.json").read_text(encoding="utf-8"))
    parts = [
        "# Study format",
        "A study is a folder: `study.yaml` with declarations, tables with data, and the files they name. The format of"
        " this page is `study/1`; the version stands in the first line of `study.yaml`. `fourfold new` writes a"
        " commented starter. The JSON Schema of `study.yaml` ships as"
        " `fourfold/accounting/study/study.schema.json`.",
        "Tables are CSV files in a folder (`tables/`), or sheets of one workbook (`study.xlsx`) with the same names and"
        " columns. Text is UTF-8; numbers use a decimal point and no thousands separators; dates are ISO 8601.",
        "## study.yaml",
        *_models(schema),
        "## Tables",
        *_tables(),
    ]
    return "\n\n".join(parts) + "\n"


def _models(schema: dict[str, Any]) -> list[str]:
    definitions = schema.get("$defs", {})
    parts = [_fields(schema, definitions)]
    for name, definition in definitions.items():
        if "properties" in definition:
            parts += [f"### {name}", definition.get("description", "").split("\n")[0], _fields(definition, definitions)]
    return parts


def _fields(schema: dict[str, Any], definitions: dict[str, Any]) -> str:
    lines = ["| key | required | type | meaning |", "|---|---|---|---|"]
    for key, field in schema["properties"].items():
        needed = "yes" if key in schema.get("required", ()) else ""
        meaning = field.get("description", "").replace("|", "\\|")
        lines.append(f"| `{key}` | {needed} | {_type(field, definitions)} | {meaning} |")
    return "\n".join(lines)


def _type(field: dict[str, Any], definitions: dict[str, Any]) -> str:
    if "$ref" in field:
        return str(field["$ref"]).rsplit("/", 1)[-1]
    if "const" in field:
        return f"`{field['const']}`"
    if "enum" in field:
        return ", ".join(f"`{value}`" for value in field["enum"])
    if "anyOf" in field:
        kinds = dict.fromkeys(_type(option, definitions) for option in field["anyOf"] if option.get("type") != "null")
        return "decimal" if set(kinds) == {"number", "text"} else " or ".join(kinds)
    if field.get("type") == "array":
        return "list of " + _type(field.get("items", {}), definitions)
    if field.get("type") == "object":
        keys = field.get("propertyNames", {}).get("enum")
        return "mapping" + (f" ({', '.join(keys)})" if keys else "")
    kind = str(field.get("type", "text"))
    return {"string": "text", "boolean": "true or false"}.get(kind, kind)


def _tables() -> list[str]:
    return _described(ACCOUNTING / "study" / "tables.csv")


def instrument_tables() -> str:
    """The tables of instruments from their description."""
    parts = [
        "# Tables of instruments",
        "What `fourfold supply import` reads: CSV files, or sheets of a workbook with these names. UTF-8, comma, a"
        " header row, remarks after `#` above it. Which table a file holds is told by its header. `fourfold supply"
        " import --template TABLE` prints an empty one. How they are used: [Bring certificates into a ledger"
        "](../how-to/instruments.md).",
        *_described(ELECTRICITY / "instruments" / "tables.csv"),
    ]
    return "\n\n".join(parts) + "\n"


def _described(description: Path) -> list[str]:
    """A section for each table of a description."""
    with description.open(encoding="utf-8", newline="") as stream:
        columns = list(csv.DictReader(stream))
    parts: list[str] = []
    for table in dict.fromkeys(column["table"] for column in columns):
        lines = [
            f"### {table}",
            "",
            "| column | required | type | unit | meaning | 含义 |",
            "|---|---|---|---|---|---|",
        ]
        for column in columns:
            if column["table"] == table:
                kind = column["choices"].replace("|", ", ") or column["type"]
                needed = "yes" if column["required"] == "yes" else ""
                cells = (f"`{column['column']}`", needed, kind, column["unit"])
                lines.append(f"| {' | '.join(cells)} | {column['description_en']} | {column['description_zh']} |")
        parts.append("\n".join(lines))
    return parts


def result_format() -> str:
    """The result format from its JSON Schema."""
    schema = json.loads((ACCOUNTING / "result.schema.json").read_text(encoding="utf-8"))
    lines = [
        "# Result format",
        "",
        "`fourfold assess STUDY --json PATH` writes canonical JSON (RFC 8785) of the format `result/1`. Figures are"
        " decimal strings in kg CO2e per declared unit unless their name says otherwise. The JSON Schema ships as"
        " `fourfold/accounting/result.schema.json`.",
        "",
        "| path | type | meaning |",
        "|---|---|---|",
        *_paths(schema, schema, "", 0),
    ]
    return "\n".join(lines) + "\n"


def conformity_format() -> str:
    """The conformity format from its JSON Schema."""
    folder = ROOT / "src" / "fourfold" / "standards" / "conformity"
    schema = json.loads((folder / "conformity.schema.json").read_text(encoding="utf-8"))
    lines = [
        "# Conformity format",
        "",
        "`fourfold check STUDY --standard ID --json PATH` writes canonical JSON (RFC 8785) of the format"
        " `conformity/1`. Numbers are decimal strings, texts stand in English and Chinese. The JSON Schema ships as"
        " `fourfold/standards/conformity/conformity.schema.json`, that of `answers.yaml` beside it as"
        " `answers.schema.json`. What verdicts and outcomes mean: [Verdicts](../explanation/verdicts.md).",
        "",
        "| path | type | meaning |",
        "|---|---|---|",
        *_paths(schema, schema, "", 0),
    ]
    return "\n".join(lines) + "\n"


def match_format() -> str:
    """The format of matches from its JSON Schema."""
    schema = json.loads(
        (ROOT / "src" / "fourfold" / "app" / "supply" / "match.schema.json").read_text(encoding="utf-8")
    )
    lines = [
        "# Match format",
        "",
        "`fourfold supply match STUDY --json PATH` writes canonical JSON (RFC 8785) of the format `match/1`. Energies"
        " and emissions are decimal strings of the study period. The JSON Schema ships as"
        " `fourfold/app/supply/match.schema.json`; the entries of `matching` are those of"
        " [`electricity.matching`](result-format.md) in a result.",
        "",
        "| path | type | meaning |",
        "|---|---|---|",
        *_paths(schema, schema, "", 0),
    ]
    return "\n".join(lines) + "\n"


def _paths(node: dict[str, Any], schema: dict[str, Any], path: str, depth: int) -> list[str]:
    node = _resolve(node, schema)
    lines: list[str] = []
    for key, child in node.get("properties", {}).items():
        full = f"{path}.{key}" if path else key
        target = _resolve(child, schema)
        if target.get("type") == "array":
            full, inner = f"{full}[]", _resolve(target["items"], schema)
        else:
            inner = target
        meaning = child.get("description") or target.get("description") or ""
        lines.append(f"| `{full}` | {_json_type(target, schema)} | {meaning.replace('|', chr(92) + '|')} |")
        if depth < 3 and key not in ("also", "tree", "parts"):
            lines += _paths(inner, schema, full, depth + 1)
    return lines


def _resolve(node: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node:
        target: Any = schema
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = target
    return node


def _json_type(node: dict[str, Any], schema: dict[str, Any]) -> str:
    if "const" in node:
        return f"`{node['const']}`"
    if "enum" in node:
        return ", ".join(str(value) for value in node["enum"])
    if "anyOf" in node:
        return " or ".join(_json_type(_resolve(option, schema), schema) for option in node["anyOf"])
    if "pattern" in node:
        return "digest" if "sha256" in node["pattern"] else "decimal"
    kind = node.get("type", "")
    return " or ".join(kind) if isinstance(kind, list) else {"string": "text", "array": "list"}.get(kind, str(kind))


def command_line() -> str:
    """The command line from its own help."""
    parts = [
        "# Command line",
        "Exit codes: 0 done and good; 1 the answer is no (nothing found); 2 the input cannot be used; 3 it cannot be"
        " told; 130 interrupted, with everything as it was. Errors are told in words on standard error, also with"
        " `--json`: programs look at the exit code, and standard output then is empty."
        " `FOURFOLD_LANG=zh` or `--lang zh` gives messages and reports in Chinese.",
    ]
    for verb in VERBS:
        title = " ".join(["fourfold", *verb])
        parts.append(f"## {title}\n\n```text\n{_help(list(verb))}\n```")
    return "\n\n".join(parts) + "\n"


def _help(verb: list[str]) -> str:
    from typer.testing import CliRunner

    from fourfold.cli.verbs import app

    environment = {"COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb"}
    done = CliRunner(env=environment).invoke(app, [*verb, "--help"], prog_name="fourfold", terminal_width=80)
    if done.exit_code:
        raise SystemExit(f"fourfold {' '.join(verb)} --help: {done.output}")
    return "\n".join(line.rstrip() for line in done.output.strip("\n").splitlines())


def methods() -> str:
    """The shipped methods, file by file."""
    from fourfold.accounting.method_files import shipped_methods

    parts = [
        "# Methods",
        "A method is every choice of a calculation, as a file. Pass an id or a path: `fourfold assess STUDY --method"
        " official-national`, or several times to compare. Copy one of these to write your own; the first line says the"
        " format.",
    ]
    for name in shipped_methods():
        text = (ACCOUNTING / "methods" / f"{name}.yaml").read_text(encoding="utf-8").strip()
        parts.append(f"## {name}\n\n```yaml\n{text}\n```")
    return "\n\n".join(parts) + "\n"


def shipped_factors() -> str:
    """The shipped factors, table by table."""
    from fourfold.core.lines import CO2E
    from fourfold.data.library import shipped_library

    library = shipped_library()
    parts = [
        "# Shipped factors",
        "`fourfold data factors --show ID` shows one with its source, notes and digest. kg per reference unit; CO2 for"
        " direct grid factors, CO2e for life-cycle factors. Values found nowhere have no row.",
    ]
    for table in library.tables:
        lines = [
            f"## {table.names['en']}",
            "",
            f"Version {table.version}.",
            "",
            "| id | name | 中文 | value | per | status | source |",
        ]
        lines.append("|---|---|---|---|---|---|---|")
        for factor_id in table.ids:
            factor = library.factors[factor_id]
            value = ", ".join(f"{p.value}{'' if p.gas == CO2E else ' ' + p.gas}" for p in factor.parts)
            source = f"{factor.source.publisher}: {factor.source.document}".replace("|", "\\|")
            cells = (f"`{factor.id}`", factor.names["en"], factor.names.get("zh", ""), value, factor.per.text)
            lines.append(f"| {' | '.join([*cells, factor.status, source])} |")
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def flow_mapping() -> str:
    """The mapping of elementary flows, row by row."""
    from fourfold.data.databases.mapping.names import Medium
    from fourfold.data.databases.mapping.table import hints, rows

    parts = [
        "# Elementary flows and gases",
        "How `fourfold data scores` and `fourfold data tree` know which gas an elementary flow is and on which result"
        " line it counts. Names are compared by their letters and digits without case, so that “carbon dioxide"
        " (fossil)” and “Carbon dioxide, fossil ” are one; what stands in square brackets at the end is read as the"
        " compartment. The tables are `flows.csv`, `hints.csv` and `compartments.csv` in"
        " `fourfold/data/databases/mapping`. Signs and choices are explained in"
        " [Scores of a database](../explanation/databases/scores.md).",
        "## Flows that count",
        "An *emission* counts where it goes out to the air, or where its category does not say where. An *uptake*"
        " counts where it comes in from nature, and subtracts.",
    ]
    lines = ["| name | CAS | direction | compartment | gas | line | note |", "|---|---|---|---|---|---|---|"]
    lines += [
        f"| {row.name} | {row.cas} | {row.direction} | {row.compartment} | {row.gas} | {row.line} | {row.note} |"
        for row in rows()
    ]
    verdicts = ["| pattern | media | verdict | reason |", "|---|---|---|---|"]
    for hint in hints():
        media = "all" if len(hint.media) == len(Medium) else ", ".join(sorted(hint.media))
        pattern = hint.pattern.pattern.replace("|", "\\|")
        verdicts.append(f"| `{pattern}` | {media} | {hint.verdict} | {hint.reason} |")
    parts += [
        "\n".join(lines),
        "## Flows that do not count",
        "A flow without a row meets these patterns in order; the first that fits its name and medium decides."
        " `unmapped` flows may matter to the climate and are reported with every result. `left-out` flows do not count"
        " by decision. `no` flows only have names that look alike. What fits no pattern has nothing to do with the"
        " climate as far as names tell.",
        "\n".join(verdicts),
    ]
    return "\n\n".join(parts) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "study-format.md": study_format,
    "result-format.md": result_format,
    "conformity-format.md": conformity_format,
    "match-format.md": match_format,
    "instrument-tables.md": instrument_tables,
    "cli.md": command_line,
    "methods.md": methods,
    "shipped-factors.md": shipped_factors,
    "flow-mapping.md": flow_mapping,
    "data-dictionary.md": data_dictionary,
    "packs.md": shipped_packs,
    "rule-pack.md": rule_pack,
    "verification.md": checks_of_certificates,
    "certificate-format.md": certificate_format,
    "trace-format.md": trace_format,
    "portfolio-tables.md": portfolio_tables,
}


def main() -> None:
    """Write or check."""
    check = "--check" in sys.argv[1:]
    stale = []
    for name, make in PAGES.items():
        path, text = REFERENCE / name, MADE + make()
        if check:
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                stale.append(name)
        else:
            path.write_text(text, encoding="utf-8")
    if stale:
        raise SystemExit(f"stale: {', '.join(stale)}; run python scripts/docs.py")


if __name__ == "__main__":
    main()
