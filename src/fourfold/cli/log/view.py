"""What the verbs on a log print, for people and for programs."""

from __future__ import annotations

from base64 import b64encode
from datetime import datetime, timedelta

from rich.table import Table
from rich.text import Text

from fourfold.app.certification.logs.backup import BackedUp
from fourfold.app.certification.logs.logs import LogState, OpenedLog
from fourfold.certification.log.audit import Audit
from fourfold.certification.log.checkpoint import Checkpoint, verifier_key
from fourfold.certification.log.growth import Grown, Growth
from fourfold.certification.timestamp import TimeStamp
from fourfold.cli.show import plain_console
from fourfold.core.canonical import JSON
from fourfold.core.moments import moment_text
from fourfold.core.problems import N_
from fourfold.core.words import Lang, Words, words

_SIGNED = {
    True: (N_("good"), "bold green"),
    False: (N_("not by this key"), "bold red"),
    None: (N_("not checked: no key was given"), "bold yellow"),
}
_GROWN = {
    Grown.SAME: N_("the log is as it was: {new} entries"),
    Grown.GREW: N_("the log only grew, from {old} to {new} entries; proved by {proof} hashes"),
    Grown.ROLLED_BACK: N_("the log was rolled back, or this copy is old: it was seen with {old} entries and has {new}"),
    Grown.FORKED: N_("the log was forked or rewritten: it does not contain what it was seen with at {old} entries"),
}


def checkpoint_document(checkpoint: Checkpoint) -> dict[str, JSON]:
    """Origin, size and root. Sizes are texts: they may pass 2^53."""
    return {
        "origin": checkpoint.origin,
        "root": b64encode(checkpoint.root).decode(),
        "size": str(checkpoint.size),
    }


def state_document(opened: OpenedLog, state: LogState) -> JSON:
    """What a log says of itself."""
    cosigned: list[JSON] = [{"name": one.witness.name, "time": moment_text(one.time)} for one in state.cosigned]
    return checkpoint_document(state.checkpoint) | {
        "signed": state.is_signed,
        "verifier_key": key_text(opened),
        "newest_entry": None if state.newest_entry is None else moment_text(state.newest_entry),
        "cosignatures": cosigned,
        "unknown_signatures": [*state.others],
    }


def show_state(opened: OpenedLog, state: LogState, now: datetime, lang: Lang) -> None:
    """Print what a log says of itself."""
    w, checkpoint = words(lang), state.checkpoint
    signed, style = _SIGNED[state.is_signed]
    table = Table(box=None, show_header=False, padding=(0, 1))
    table.add_row(w(N_("origin")), checkpoint.origin)
    table.add_row(w(N_("entries")), str(checkpoint.size))
    table.add_row(w(N_("root")), b64encode(checkpoint.root).decode())
    table.add_row(w(N_("signature")), Text(w(signed), style=style))
    if opened.key is not None:
        table.add_row(w(N_("verifier key")), key_text(opened))
    if state.newest_entry is not None:
        table.add_row(w(N_("newest entry")), _dated(state.newest_entry, now, w))
    for one in state.cosigned:
        table.add_row(w(N_("cosigned by {name}"), name=one.witness.name), _dated(one.time, now, w))
    for name in state.others:
        table.add_row(w(N_("signed by {name}"), name=name), w(N_("not checked: its key is not known")))
    plain_console(soft_wrap=True).print(table)


def audit_document(opened: OpenedLog, found: Audit) -> JSON:
    """What a whole check found."""
    problems: list[JSON] = [
        {"code": one.kind.code, "file": one.place.file, "severity": one.severity, "text": one.in_english}
        for one in found.problems.sorted()
    ]
    kinds: dict[str, JSON] = {kind.value: count for kind, count in found.kinds.items()}
    return checkpoint_document(found.checkpoint) | {"kinds": kinds, "problems": problems, "signed": opened.is_signed}


def show_audit(opened: OpenedLog, found: Audit, lang: Lang) -> None:
    """Print what a whole check found."""
    w, console = words(lang), plain_console(soft_wrap=True)
    checkpoint = found.checkpoint
    console.print(w(N_("{origin}: {size} entries"), origin=checkpoint.origin, size=checkpoint.size))
    for kind, count in sorted(found.kinds.items()):
        console.print(f"  {kind}: {count}")
    signed, style = _SIGNED[opened.is_signed]
    console.print(Text.assemble(w(N_("signature: ")), (w(signed), style)))
    if not found.problems.errors:
        console.print(Text(w(N_("every tile and the root follow from the entries")), style="bold green"))


def growth_document(opened: OpenedLog, found: Growth) -> JSON:
    """What became of a log since a checkpoint."""
    proof: list[JSON] = [b64encode(node).decode() for node in found.proof]
    return {
        "from": checkpoint_document(found.old),
        "to": checkpoint_document(found.new),
        "outcome": found.outcome.value,
        "proof": proof,
        "signed": opened.is_signed,
    }


def show_growth(opened: OpenedLog, found: Growth, lang: Lang) -> None:
    """Print what became of a log since a checkpoint."""
    w, console = words(lang), plain_console(soft_wrap=True)
    told = w(_GROWN[found.outcome], old=found.old.size, new=found.new.size, proof=len(found.proof))
    console.print(Text(told, style="bold red" if found.fault is not None else "bold green"))
    signed, style = _SIGNED[opened.is_signed]
    console.print(Text.assemble(w(N_("signature: ")), (w(signed), style)))


def show_witnessed(cosigned: Checkpoint, key: str, lang: Lang) -> None:
    """Print what a witness has cosigned, and its verifier key."""
    w, console = words(lang), plain_console(soft_wrap=True)
    console.print(w(N_("cosigned: {origin} at {size} entries"), origin=cosigned.origin, size=cosigned.size))
    console.print(w(N_("verifier key of the witness: {key}"), key=key))


def show_taken(taken: Checkpoint, lang: Lang) -> None:
    """Print that cosignatures were taken over."""
    w, count = words(lang), len(taken.note().signatures)
    plain_console(soft_wrap=True).print(
        w(N_("the checkpoint over {size} entries bears {count} signatures"), size=taken.size, count=count)
    )


def show_stamp(stamp: TimeStamp, checkpoint: Checkpoint, lang: Lang) -> None:
    """Print what a time stamp says."""
    w, time = words(lang), moment_text(stamp.time)
    told = N_("{authority}: the checkpoint over {size} entries was there at {time}")
    plain_console(soft_wrap=True).print(w(told, authority=stamp.authority, size=checkpoint.size, time=time))


def show_backed_up(found: BackedUp, lang: Lang) -> None:
    """Print what a backup holds."""
    w, size = words(lang), found.checkpoint.size
    told = N_("{files} files, {size} entries of {origin}; the keys are not in it")
    plain_console(soft_wrap=True).print(w(told, files=found.files, size=size, origin=found.checkpoint.origin))


def show_restored(found: BackedUp, lang: Lang, *, is_compared: bool) -> None:
    """Print what was restored, and whether a checkpoint that was published is in it."""
    w, size = words(lang), found.checkpoint.size
    told = N_("restored: {files} files, {size} entries of {origin}; every tile and the registry agree")
    alone = N_("restored: {files} files, {size} entries of {origin}; every tile agrees")
    text = w(told if found.is_body else alone, files=found.files, size=size, origin=found.checkpoint.origin)
    console = plain_console(soft_wrap=True)
    console.print(text)
    if not is_compared:
        console.print(w(N_("not compared with any published checkpoint (--from): signing with an older log forks it")))


def key_text(opened: OpenedLog) -> str | None:
    """The verifier key of a log; ``None`` where it is not known."""
    return None if opened.key is None else verifier_key(opened.log.origin, opened.key)


def _dated(time: datetime, now: datetime, w: Words) -> str:
    """A moment and how long ago it was."""
    ago = max(now - time, timedelta())
    if ago.days:
        return w(N_("{time}, {days} days ago"), time=moment_text(time), days=ago.days)
    return w(N_("{time}, {hours} hours ago"), time=moment_text(time), hours=ago.seconds // 3600)
