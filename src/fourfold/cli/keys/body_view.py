"""A body at the terminal: who it is, its keys with what became of them, its log."""

from __future__ import annotations

from datetime import datetime

from rich.console import Console
from rich.text import Text

from fourfold.app.certification.bodies.body import Body
from fourfold.app.certification.certificates.lists_anew import ListsAnew
from fourfold.certification.identity.issuer import Compromise, IssuerDocument, IssuerKey, KeyUse
from fourfold.certification.keys.key import PublicKey
from fourfold.cli.show import plain_console, print_json
from fourfold.core.canonical import JSON
from fourfold.core.moments import moment_text
from fourfold.core.problems import N_
from fourfold.core.words import Lang, Words, words

_USES = {KeyUse.ROOT: N_("root key"), KeyUse.ISSUE: N_("issuing key"), KeyUse.LOG: N_("log key")}


def show_new_body(body: Body, lang: Lang, *, as_json: bool) -> None:
    """What was made, what to keep apart, and what to publish where."""
    from fourfold.certification.identity.did import DidWeb, parse_did

    newest = body.history()[-1]
    if as_json:
        print_json(version_document(newest))
        return
    w, console = words(lang), plain_console(soft_wrap=True)
    show_issuer(newest, w, console)
    console.print(w(N_("Keep a copy of {path} apart from this machine."), path=body.folder / "keys" / "root.pem"))
    console.print(w(N_("Publish {path} at {url}"), path=body.folder / "public", url=body.card.url))
    did = parse_did(newest.did)
    if isinstance(did, DidWeb):
        console.print(w(N_("and {path} at {url}"), path=body.folder / "public" / "did.json", url=did.url))
    console.print(
        w(
            N_("Who may prepare, verify and review: fourfold keys register KEY --body {folder} --role …"),
            folder=body.folder,
        )
    )


def show_body(body: Body, lang: Lang, *, as_json: bool) -> None:
    """The newest issuer document and the register of a body; as JSON every version of the issuer document."""
    from fourfold.app.certification.bodies.keys import register_of
    from fourfold.app.certification.bodies.people import names_of_people
    from fourfold.cli.keys.register_view import register_document, show_lines

    register = register_of(body)
    if as_json:
        versions: list[JSON] = [version_document(version) for version in body.history()]
        print_json({"issuer": versions, "register": register_document(register)})
        return
    w, console = words(lang), plain_console(soft_wrap=True)
    show_issuer(body.history()[-1], w, console)
    console.print()
    show_lines(register, names_of_people(body.folder), w, console)


def show_version(version: IssuerDocument, lists: ListsAnew, lang: Lang, *, as_json: bool) -> None:
    """A new version of an issuer document, and what became of the status lists."""
    if as_json:
        print_json({**version_document(version), **lists_document(lists)})
        return
    w, console = words(lang), plain_console(soft_wrap=True)
    show_issuer(version, w, console)
    show_lists(lists, w, console)


def show_lists(lists: ListsAnew, w: Words, console: Console) -> None:
    """Whether the status lists follow the change; nothing where there are none."""
    if lists.signed:
        console.print(w(N_("Status lists signed anew: {signed}"), signed=lists.signed))
    if lists.due:
        text = N_("The issuing key was not at hand: sign the status lists anew (fourfold certificate status --all).")
        console.print(w(text))


def lists_document(lists: ListsAnew) -> dict[str, JSON]:
    """The same for programs."""
    return {"lists_signed": lists.signed, "lists_due": lists.due}


def show_issuer(version: IssuerDocument, w: Words, console: Console) -> None:
    """Name, DID and version; then every key, and the log."""
    console.print(Text(w.name(version.names), style="bold"))
    console.print(f"  {version.did}")
    params = {"version": version.version, "time": moment_text(version.updated)}
    console.print(w(N_("Issuer document: version {version} of {time}"), **params))
    for key in sorted(version.keys.values(), key=lambda one: list(KeyUse).index(one.use)):
        console.print(f"  {w(_USES[key.use])}: {key.key.multikey}")
        console.print(f"    {state_of(key.start, key.end, key.compromise, w)}")
    console.print(w(N_("Log: {origin}"), origin=version.log_origin))
    for log in version.earlier_logs:
        console.print("  " + w(N_("before: {origin}, {size} entries"), origin=log.origin, size=log.last.size))


def show_compromise(
    key: PublicKey, said: Compromise, body: Body, lists: ListsAnew, lang: Lang, *, as_json: bool
) -> None:
    """What now counts of a key that is in other hands, and what became of the status lists."""
    newest, register = body.history()[-1], body.register()
    if as_json:
        document: dict[str, JSON] = {
            "key": key.did,
            "since": moment_text(said.since),
            "last_good_size": said.last_good_size,
            "issuer_version": newest.version,
            "register_version": register.version if register else None,
            **lists_document(lists),
        }
        print_json(document)
        return
    w, console = words(lang), plain_console(soft_wrap=True)
    params = {"key": key.multikey, "since": moment_text(said.since), "size": said.last_good_size}
    console.print(w(N_("{key} is told to be in other hands since {since}."), **params))
    found = newest.find(key)
    if found is not None and found.use is KeyUse.LOG:
        text = w(
            N_("Of its log the last checkpoint still counts, {size} entries, which the log after it holds."), **params
        )
    else:
        text = w(N_("The first {size} entries of the log still count; anything else it signed does not."), **params)
    console.print(text)
    if newest.find(key) is not None and newest.find(key) == _last_of_its_use(newest, key):
        console.print(w(N_("The body needs a new key: fourfold keys rotate --body {folder}"), folder=body.folder))
    else:
        show_lists(lists, w, console)


def state_of(start: datetime, end: datetime | None, compromise: Compromise | None, w: Words) -> str:
    """From when to when, and whether in other hands."""
    begin = moment_text(start)
    if compromise is not None:
        params = {"since": moment_text(compromise.since), "size": compromise.last_good_size}
        return w(
            N_("from {start}; in other hands since {since}: {size} entries of the log count"), start=begin, **params
        )
    if end is None:
        return w(N_("from {start}"), start=begin)
    return w(N_("from {start} to {end}"), start=begin, end=moment_text(end))


def version_document(version: IssuerDocument) -> dict[str, JSON]:
    """A version in short: what is in it beside what DID resolvers read."""
    members = ("names", "updated", "keys", "log", "earlier_logs")
    return {
        "did": version.did,
        "version": version.version,
        "digest": version.digest,
        **{name: version.credential[name] for name in members},
    }


def _last_of_its_use(version: IssuerDocument, key: PublicKey) -> IssuerKey | None:
    """The newest key of the use that a key has."""
    found = version.find(key)
    return [one for one in version.keys.values() if found is not None and one.use is found.use][-1]
