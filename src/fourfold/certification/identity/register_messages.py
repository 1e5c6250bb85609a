"""What can be wrong with a register."""

from __future__ import annotations

from fourfold.core.problems import N_, MessageKind

_AS_PUBLISHED = N_("ask the body for the register as it published it")

REGISTER_OTHER_BODY = MessageKind(
    "register-other-body",
    N_("the register is of {found}"),
    N_("{wanted}, whose issuer document is given"),
    _AS_PUBLISHED,
)
REGISTER_NO_ISSUER = MessageKind(
    "register-no-issuer",
    N_("nothing says which keys may sign the register"),
    N_("the body's issuer document"),
    N_("ask the body for every version of its issuer document as it published them"),
)
REGISTER_PROOF = MessageKind(
    "register-proof-wrong",
    N_("the register's proof does not hold: {reason}"),
    N_("one proof by a root key of the body that was good at that time, made when the register was"),
    _AS_PUBLISHED,
)
REGISTER_KEY_TWO_PEOPLE = MessageKind(
    "register-key-two-people",
    N_("the lines of the key {found} name different people, or differ in what became of it"),
    N_("one person for one key, in other hands or not"),
    _AS_PUBLISHED,
)
REGISTER_TIMES_WRONG = MessageKind(
    "register-times-wrong",
    N_("a line of the key {found} ends before it begins"),
    N_("an end that is not before the beginning"),
    _AS_PUBLISHED,
)
REGISTER_ORDER = MessageKind(
    "register-order",
    N_("version {version} of the register does not follow the one before: {reason}"),
    N_("versions from 1 on, each with the digest of the one before, of one body, in the order of time"),
    _AS_PUBLISHED,
)
REGISTER_LINE_CHANGED = MessageKind(
    "register-line-changed",
    N_("line {line} of the register is in version {version} not what it was before"),
    N_("lines as they were; an end in the time to come that was not there or is earlier; a key in other hands"),
    _AS_PUBLISHED,
)
REGISTER_BACKDATED = MessageKind(
    "register-backdated",
    N_("line {line} comes in with version {version} and is to count from before that"),
    N_("a beginning from {wanted} on"),
    _AS_PUBLISHED,
)
