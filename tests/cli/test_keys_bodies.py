"""``fourfold keys`` for a body: people entered and ended, keys replaced and told to be lost, trust roots written."""

from __future__ import annotations

import json
import shutil
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fourfold.certification.identity.trust import read_trust
from fourfold.certification.keys import pkcs8
from fourfold.certification.keys.files import write_key
from fourfold.certification.keys.key import KeyKind, PublicKey, new_key
from fourfold.certification.log.checkpoint import verifier_key
from fourfold.core.problems import Place, Problems
from support.bodies import CHEAP, PASSPHRASE
from support.command import Command, Outcome

Keys = Callable[..., Outcome]
DID = "did:web:certifier.example"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the body is made, by the first test; the others have a copy."""
    return tmp_path_factory.mktemp("template") / "body"


@pytest.fixture
def keys(fourfold: Command, template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Keys:
    """Runs ``fourfold keys`` with a passphrase and a body that is made."""
    (tmp_path / "passphrase").write_bytes(PASSPHRASE)
    monkeypatch.setenv("FOURFOLD_PASSPHRASE_FILE", str(tmp_path / "passphrase"))
    monkeypatch.setattr(pkcs8, "COST", CHEAP)

    def run(*arguments: object) -> Outcome:
        return fourfold("keys", *arguments)

    if not template.exists():
        make_body(run, template)
    shutil.copytree(template, tmp_path / "body")
    monkeypatch.setenv("FOURFOLD_BODY", str(tmp_path / "body"))
    return run


def make_body(run: Keys, body: Path) -> None:
    names = ("--name", "Example Certifier", "--name-zh", "示例认证机构")
    place = ("--url", "https://certifier.example/", "--prefix", "EXC", "--at", "2026-03-01")
    made = run("body", body, "--did", DID, *names, *place)
    assert made.code == 0, made.err
    assert "https://certifier.example/.well-known/did.json" in made.out
    assert "root.pem" in made.out


@pytest.fixture
def verifier(tmp_path: Path) -> Path:
    path = tmp_path / "verifier.pem"
    write_key(path, new_key(), PASSPHRASE, CHEAP)
    return path


def document(outcome: Outcome) -> Any:
    assert outcome.code == 0, outcome.err
    return json.loads(outcome.out)


def test_a_person_is_entered_shown_and_ended(keys: Keys, verifier: Path) -> None:
    scope = ("--standard", "example-steel-rule", "--product", "7208", "--until", "2027-01-01")
    entered = keys("register", verifier, "--role", "verify", *scope, "--person", "A Person", "--at", "2026-03-02")
    assert entered.code == 0, entered.err
    assert "A Person may verify (example-steel-rule, HS 7208)" in entered.out
    assert "to 2027-01-01T00:00:00Z" in entered.out

    shown = keys("show")
    assert "A Person" in shown.out
    assert "Example Certifier" in shown.out
    as_json = document(keys("show", "--json"))
    assert "A Person" not in json.dumps(as_json)
    assert as_json["register"]["entries"][1]["person"].startswith("sha256:")
    ended = document(keys("register", "--end", verifier, "--at", "2026-03-03", "--json"))
    assert ended["version"] == 3
    assert ended["entries"][1]["until"] == "2026-03-03T00:00:00Z"


def test_a_person_is_spoken_of_in_chinese_as_well(keys: Keys, verifier: Path) -> None:
    entered = keys("register", verifier, "--role", "verify", "--at", "2026-03-02", "--lang", "zh")

    assert entered.code == 0, entered.err
    assert "示例认证机构" in keys("show", "--lang", "zh").out


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ((), "--role"),
        (("--end", "--standard", "x"), "--end"),
        (("--end",), "register"),
        (("--role", "verify", "--product", "72.08"), "products"),
        (("--role", "verify", "--from", "2026-01-01", "--at", "2026-03-02"), "register"),
        (("--role", "verify", "--root-key", "none.pem"), "none.pem"),
    ],
)
def test_what_cannot_be_entered_is_said_in_words(
    keys: Keys, verifier: Path, options: tuple[str, ...], code: str
) -> None:
    outcome = keys("register", verifier, *options)

    assert outcome.code == 2
    assert code in outcome.err


def test_keys_are_replaced_and_told_to_be_in_other_hands(keys: Keys, tmp_path: Path) -> None:
    folder = tmp_path / "body" / "keys"
    for number, use in enumerate(("issue", "root", "log"), 2):
        version = document(keys("rotate", "--use", use, "--at", f"2026-03-0{number}", "--json"))
        assert version["version"] == number
        assert (folder / f"{use}-2.pem").exists()
    assert version["log"]["origin"] == "certifier.example/log/2"
    for use, told in (("issue", "entries of the log still count"), ("root", "still count"), ("log", "last checkpoint")):
        said = keys("compromised", folder / f"{use}.pem", "--since", "2026-03-01T12:00:00Z", "--at", "2026-03-05")
        assert said.code == 0, said.err
        assert told in said.out, said.out
        assert "needs a new key" not in said.out
    in_use = keys("compromised", folder / "issue-2.pem", "--since", "2026-03-03", "--at", "2026-03-06")
    assert "needs a new key: fourfold keys rotate" in in_use.out
    shown = keys("show")
    assert shown.out.count("in other hands since") == 6
    assert "before: certifier.example/log," in shown.out
    as_json = document(keys("compromised", folder / "issue-2.pem", "--since", "2026-03-03", "--json"))
    assert as_json["last_good_size"] == 5


def test_the_key_that_is_in_use_is_told_only_once_it_is_replaced(keys: Keys, tmp_path: Path) -> None:
    for use, code in (("root", "rotate --use root"), ("log", "rotate --use log")):
        outcome = keys("compromised", tmp_path / "body" / "keys" / f"{use}.pem", "--since", "2026-03-01")
        assert outcome.code == 2
        assert code in " ".join(outcome.err.split())


def test_a_key_of_ones_own_takes_the_place_of_another(keys: Keys, verifier: Path) -> None:
    version = document(keys("rotate", "--use", "issue", "--new-key", verifier, "--json"))

    public = json.loads(verifier.with_suffix("").with_suffix(".pub.json").read_bytes())
    assert version["keys"][-1]["method"] == f"{DID}#{public['multikey']}"


def test_the_root_key_may_lie_elsewhere_with_a_passphrase_of_its_own(
    keys: Keys, verifier: Path, tmp_path: Path
) -> None:
    own = tmp_path / "own"
    own.write_bytes(b"another long passphrase")
    safe = tmp_path / "safe.pem"
    folder = tmp_path / "body" / "keys"
    assert keys("passphrase", folder / "root.pem", "--new-passphrase-file", own).code == 0
    (folder / "root.pem").rename(safe)

    assert keys("register", verifier, "--role", "verify").code == 2
    assert keys("register", verifier, "--role", "verify", "--root-key", safe).code == 2
    root = ("--root-key", safe, "--root-passphrase-file", own)
    assert keys("register", verifier, "--role", "verify", *root).code == 0
    assert keys("rotate", "--use", "issue", *root).code == 0
    assert keys("compromised", verifier, "--since", "2026-03-01", *root).code == 0
    assert keys("rotate", "--use", "root", *root).code == 0
    assert keys("rotate", "--use", "issue", "--root-passphrase-file", own).code == 0


def test_trust_roots_are_written_and_shown(keys: Keys, tmp_path: Path) -> None:
    witness = verifier_key("witness.example", new_key().public, witness=True)
    granted = tmp_path / "accreditation.json"
    standards: list[str] = []
    times = {"from": "2026-01-01T00:00:00Z", "until": None}
    one = {"by": "Example Accreditation", "number": "EA-1", "standards": standards, **times}
    granted.write_text(json.dumps({"fourfold": "accreditation/1", "did": DID, "accreditations": [one]}))
    path = tmp_path / "trust.json"

    made = keys("trust", "-o", path, "--witness", witness, "--threshold", "1", "--accreditation", granted)
    assert made.code == 0, made.err
    assert "by another way" in made.out
    assert "Example Accreditation, EA-1: any standard" in made.out
    assert "witness.example; a checkpoint needs 1 of them" in made.out
    problems = Problems()
    trust = read_trust(path.read_bytes(), Place("trust"), problems)
    assert list(problems) == []
    assert trust is not None
    assert list(trust.bodies) == [DID]
    assert document(keys("trust", path)) == json.loads(path.read_bytes())
    assert keys("trust", "-o", tmp_path / "none" / "trust.json").code == 2


def test_a_log_is_not_taken_as_a_witness(keys: Keys, tmp_path: Path) -> None:
    """Neither by its own verifier key nor by its key in the form of a witness."""
    path, key = tmp_path / "trust.json", new_key().public
    plain = keys("trust", "--witness", verifier_key("other.example/log", key), "--threshold", "1", "-o", path)
    assert (plain.code, "it is that of a log, not of a witness" in plain.err) == (2, True)
    own = document(keys("trust", "--json"))["bodies"][0]["log"]
    name, _, code = own.split("+", 2)
    public = PublicKey(KeyKind.ED25519, b64decode(code)[1:])
    itself = keys("trust", "--witness", verifier_key(name, public, witness=True), "--threshold", "1", "-o", path)
    assert (itself.code, f"has the key of the log of {DID}" in itself.err) == (2, True)
    assert not path.exists()


def test_a_pinned_root_is_not_replaced_by_one_it_does_not_lead_to(keys: Keys, tmp_path: Path) -> None:
    """Anybody can make a folder with the name of a body."""
    path, both = tmp_path / "trust.json", tmp_path / "both.json"
    assert keys("trust", "-o", path).code == 0
    place = ("--url", "https://certifier.example/", "--prefix", "EXC", "--at", "2026-03-01")
    assert keys("body", tmp_path / "impostor", "--did", DID, "--name", "Example Certifier", *place).code == 0
    taken = keys("trust", path, "--body", tmp_path / "impostor", "-o", both)
    assert taken.code == 2
    (pinned,) = json.loads(path.read_bytes())["bodies"]
    assert pinned["roots"][0] in taken.err
    assert "pins other root keys" in taken.err
    assert not both.exists()
    assert keys("rotate", "--use", "root").code == 0
    renewed = document(keys("trust", path, "--json"))
    assert renewed["bodies"][0]["roots"] != pinned["roots"]


def test_without_key_and_body_there_is_nothing_to_show(keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FOURFOLD_BODY")

    for verb in ("show", "trust"):
        outcome = keys(verb)
        assert outcome.code == 2
        assert "neither" in outcome.err


@pytest.mark.parametrize(
    ("did", "prefix"),
    [("did:web:localhost", "EXC"), ("did:web:Example.com", "EXC"), ("certifier", "EXC"), (DID, "e x")],
)
def test_a_body_nobody_could_find_is_not_made(keys: Keys, tmp_path: Path, did: str, prefix: str) -> None:
    place = ("--url", "https://certifier.example", "--prefix", prefix)
    outcome = keys("body", tmp_path / "other", "--did", did, "--name", "B", *place)

    assert outcome.code == 2
    assert not (tmp_path / "other" / "body.json").exists()
    assert not list((tmp_path / "other").rglob("*.pem"))


def test_no_secret_is_printed(keys: Keys, verifier: Path, tmp_path: Path) -> None:
    (tmp_path / "passphrase").write_bytes(b"the wrong passphrase")
    outcome = keys("rotate", "--use", "issue")

    assert outcome.code == 2
    assert "wrong passphrase" not in outcome.out + outcome.err
    assert PASSPHRASE.decode() not in outcome.out + outcome.err
    assert not (tmp_path / "body" / "keys" / "issue-2.pem").exists()
