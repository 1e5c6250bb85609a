"""What the language must refuse, each with a plain message that says where and what to write instead."""

from __future__ import annotations

import tracemalloc

import pytest

from support.rules import refused, told

CODES = {
    # a name of Python's inside
    "s._a == 1": "rule-name-underscore",
    "__import__ == 1": "rule-name-underscore",
    "s.__class__ == 1": "rule-name-underscore",
    # calls and methods
    "len(s.rows) > 0": "rule-function-unknown",
    "eval(s.text)": "rule-function-unknown",
    "open(s.text)": "rule-function-unknown",
    's.text.lower() == "a"': "rule-form",
    '"a".join(s.words) == "b"': "rule-form",
    "all(s.rows)(s.a)": "rule-form",
    # forms of Python
    "lambda: s.p": "rule-word",
    "[r.f for r in s.rows] == s.p": "rule-sign",
    "{r.f for r in s.rows} == s.p": "rule-sign",
    "(r.f for r in s.rows) == s.p": "rule-form",
    "s.p if s.q else s.p": "rule-word",
    'f"{s.a}" == s.text': "rule-neighbours",
    'b"a" == s.text': "rule-neighbours",
    's.text == "a" "b"': "rule-neighbours",
    's.text == """a"""': "rule-neighbours",
    "s.words[0] == s.text": "rule-sign",
    "s.words[0:1] == s.text": "rule-sign",
    "any(*s.rows)": "rule-form",
    "min(**s.rows) > 0": "rule-sign",
    "any(key=s.p)": "rule-sign",
    "(x := s.p)": "rule-sign",
    "s.a ** 2 > 1": "rule-sign",
    "s.a // 2 > 1": "rule-sign",
    "s.a % 2 > 1": "rule-sign",
    "s.a @ 2 > 1": "rule-sign",
    "s.a & 2 > 1": "rule-sign",
    "s.a | 2 > 1": "rule-sign",
    "s.a ^ 2 > 1": "rule-sign",
    "~s.a > 1": "rule-sign",
    "s.a << 2 > 1": "rule-sign",
    "s.a >> 2 > 1": "rule-sign",
    "+s.a > 1": "rule-form",
    "s.p is s.q": "rule-word",
    "s.p is not s.q": "rule-word",
    "await s.p": "rule-word",
    "yield s.p": "rule-word",
    "import os": "rule-word",
    "s.text == None": "rule-word",
    "s.p == True": "rule-word",
    "s.a == ...": "rule-form",
    "s.p; s.q": "rule-sign",
    "s.p # why": "rule-sign",
    "all(r.f for r in s.rows for o in s.others)": "rule-form",
    "all(r.f for r in s.rows if r.f if r.f)": "rule-form",
    "all(a for a, b in s.rows)": "rule-form",
    'all(r == "a" for r in ("a", "b"))': "rule-form",
    # names
    "s.unheard_of == 1": "rule-name-unknown",
    "unheard_of == 1": "rule-name-unknown",
    "s == 1": "rule-name-is-group",
    "s.rows.x > 1": "rule-field-of-rows",
    "s.a.x > 1": "rule-name-unknown",
    "all(r.unheard_of for r in s.rows)": "rule-name-unknown",
    "all(r.x.y > 1 for r in s.rows)": "rule-name-unknown",
    "param.unheard_of > 1": "rule-param-unknown",
    "param > 1": "rule-param-unknown",
    "all(s.f for s in s.rows)": "rule-variable",
    "all(param.f for param in s.rows)": "rule-variable",
    "all(sum.f for sum in s.rows)": "rule-variable",
    "all(true for true in s.rows)": "rule-variable",
    "any(false for false in s.words)": "rule-variable",
    "all(any(r.x > 1 for r in s.others) for r in s.rows)": "rule-variable",
    "all(_r.f for _r in s.rows)": "rule-name-underscore",
    # numbers
    "s.a > 1e9": "rule-number-form",
    "s.a > 1e1000000000": "rule-number-form",
    "s.a > 1E-5": "rule-number-form",
    "s.a > .5": "rule-number-form",
    "s.a > 5.": "rule-number-form",
    "s.a > 1_000": "rule-number-form",
    "s.a > 007": "rule-number-form",
    "s.a > 0x10": "rule-number-form",
    "s.a > 1j": "rule-number-form",
    "s.a > 1,000": "rule-number-form",
    "s.a > 1,100": "rule-form",
    "s.a > ٣": "rule-sign",
    f"s.a > {'9' * 31}": "rule-number-too-long",
    # texts
    f's.text == "{"a" * 201}"': "rule-text-too-long",
    's.text == "a': "rule-text-open",
    "s.text == 'a": "rule-text-open",
    's.text == "a\nb"': "rule-text-open",
    r's.text == "\u202e"': "rule-backslash",
    # chains
    "0 < s.a < s.b < 1": "rule-chain",
    '"a" == s.text in s.words': "rule-chain",
    # characters that hide
    "s.p\x00": "rule-hidden-character",
    "s.p and\x07 s.q": "rule-hidden-character",
    's.text == "a\u202eb"': "rule-hidden-character",
    's.text == "a\u2066b"': "rule-hidden-character",
    "s.p\u200b and s.q": "rule-hidden-character",
    "\ufeffs.p": "rule-hidden-character",
    "s.p\u2028": "rule-hidden-character",
    "s.p \ud800": "rule-hidden-character",
    's.text == "a\tb"': "rule-hidden-character",
    # letters that only look alike
    "ｓ.p": "rule-word",
    "ｓ.ａ == 1": "rule-word",
    "ѕ.p": "rule-name-unknown",
    # form
    "": "rule-empty",
    " \n\t ": "rule-empty",
    "(s.p": "rule-parenthesis",
    "s.p)": "rule-parenthesis",
    ")(": "rule-parenthesis",
    "()": "rule-form",
    "s.p s.q": "rule-neighbours",
    "s.p and": "rule-syntax",
    "s.text in ()": "rule-form",
    "s.p.": "rule-syntax",
    "not": "rule-syntax",
    "r.f for r in s.rows": "rule-syntax",
}


@pytest.mark.parametrize(("text", "code"), CODES.items())
def test_it_is_refused_for_this_reason(text: str, code: str) -> None:
    problems = refused(text)
    assert code in {problem.kind.code for problem in problems}
    for problem in problems:
        assert "{" not in "".join(told(problem)).replace("{", "", text.count("{")), "a field of a message stays open"
        assert all(told(problem)), "what, expected and repair are all said"


@pytest.mark.parametrize(
    ("text", "where", "repair"),
    [
        ("s.p && s.q", 5, "write and"),
        ("s.p || s.q", 5, "write or"),
        ("!s.p", 1, "write not, or != for “is not equal”"),
        ("s.a = 1", 5, "= compares nothing: write =="),
        ("s.a <> 1", 5, "write !="),
        ("s.a ≥ 1", 5, "write >="),
        ("s.a => 1", 5, "write >="),
        ("s.a ≤ 1", 5, "write <="),
        ("s.a > 5%", 8, "write 0.05 for 5 %"),
        ("s.a > 1 %", 9, "write 0.01 for 1 %"),
        ("s.a > 0.5‰", 10, "write 0.0005 for 0.5 ‰"),
        ("s.a > 100％", 10, "write 1 for 100 ％"),
        ("s.a % 2 > 1", 5, "write 0.05 for 5%"),
        ("s.a × 2 > 1", 5, "write *"),
        ("s.text == “a”", 11, 'write the straight quote "'),
        ("present（s.text)", 8, "write the narrow sign"),
        ("s.p AND s.q", 5, "write it in small letters"),
        ("s.p 且 s.q", 5, "write and"),
        ("not s.p　and s.q", 8, "write a narrow space"),
        ("s.text is None", 11, "write not present(NAME)"),
        ("length(s.rows) > 0", 1, "write count"),
        ("exists(s.text)", 1, "write present"),
        ("summe(r.x for r in s.rows) > 0", 1, "write sum"),
    ],
)
def test_what_people_write_by_habit_is_told_in_their_words(text: str, where: int, repair: str) -> None:
    found = [(problem.params["at"], told(problem)[2]) for problem in refused(text)]
    assert (str(where), repair) in found


def test_an_unknown_name_comes_with_similar_ones() -> None:
    (problem,) = refused("s.mas_kg > 0")
    assert told(problem)[:2] == (
        "character 1: “s.mas_kg” is no name of the data dictionary",
        "such as s.mass_kg, s.mass_t, res.total_kg",
    )


def test_a_list_as_a_value_is_told_how_its_rows_are_reached() -> None:
    (problem,) = refused("s.p and s.rows > 3")
    text, example, repair = told(problem)
    assert text == "character 9: “s.rows” is a list, no single value"
    assert example == "all(present(r.id) for r in s.rows)"
    assert "present(s.rows) asks whether there are any" in repair
    (problem,) = refused("s.rows.x > 3")
    assert told(problem)[1] == "all(r.x … for r in s.rows)"


def test_all_faults_of_a_rule_are_told_at_once() -> None:
    problems = refused('s.x1 > 0 and s.x2 > 0 and s.colour == "rot"')
    assert [problem.params["at"] for problem in problems] == ["1", "14", "39"]


def test_characters_are_counted_as_a_person_counts_them() -> None:
    (problem,) = refused('s.text == "电解铝" and s.nothing == 1')
    assert problem.params["at"] == "21"
    (problem,) = refused('  s.text == "电解铝"\n and s.nothing == 1')
    assert problem.params["at"] == "24"


@pytest.mark.parametrize(
    "text",
    [
        "(" * 1_000_000,
        "(" * 900 + "s.p" + ")" * 900,
        "not " * 400 + "s.p",
        "-" * 1900 + "1 > 0",
        "1" + "+1" * 900 + " > 0",
        "s" + ".a" * 900,
        "s.p" + " and (s.p" * 100 + ")" * 100,
        "abs(" * 300 + "1" + ")" * 300 + " > 0",
        "9" * 100_000,
        "1e1000000000 > 0",
        "s.p and " * 200_000 + "s.p",
        "s.text == '" + "x" * 1_000_000 + "'",
        "\x00" * 1_000_000,
        "all(" * 300 + "s.p" + " for r in s.rows)" * 100,
        "𝐬" * 1_900,
        "\ud800" * 1_900,
    ],
    ids=lambda text: f"{text[:8]!r}… {len(text)} characters",
)
def test_hostile_text_is_refused_in_little_memory(text: str) -> None:
    tracemalloc.start()
    try:
        refused(text)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4_000_000


def test_a_sum_of_too_many_terms_is_told_once() -> None:
    [problem] = refused(" + ".join(["s.a"] * 60) + " > 0")
    assert problem.kind.code == "rule-too-deep"
