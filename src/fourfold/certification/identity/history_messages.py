"""What can be wrong with the versions of an issuer document."""

from __future__ import annotations

from fourfold.core.problems import N_, MessageKind

_AS_PUBLISHED = N_("ask the body for every version of its issuer document as it published them")

HISTORY_EMPTY = MessageKind(
    "issuer-none", N_("there is no issuer document"), N_("every version from 1 on"), _AS_PUBLISHED
)
HISTORY_LONG = MessageKind(
    "issuer-too-many", N_("there are {found} versions of the issuer document"), N_("at most {most}"), _AS_PUBLISHED
)
HISTORY_GAP = MessageKind(
    "issuer-gap", N_("version {found} stands where version {wanted} belongs"), N_("versions from 1 on"), _AS_PUBLISHED
)
HISTORY_PREVIOUS = MessageKind(
    "issuer-previous-differs",
    N_("version {version} names another version before it"),
    N_("{wanted}, the digest of the version before"),
    _AS_PUBLISHED,
)
HISTORY_DID = MessageKind("issuer-did-changed", N_("version {version} is of {found}"), N_("{wanted}"), _AS_PUBLISHED)
HISTORY_DID_KEY = MessageKind(
    "issuer-did-not-root",
    N_("the body is named by a key, {found}, that is no root key of version {version}"),
    N_("a did:key of a root key, or a did:web"),
    _AS_PUBLISHED,
)
HISTORY_TIME = MessageKind(
    "issuer-time-backwards",
    N_("version {version} was made on {found}, before the version before it"),
    N_("a time from {wanted} on"),
    _AS_PUBLISHED,
)
HISTORY_UNSIGNED = MessageKind(
    "issuer-proof-missing",
    N_("version {version} has no usable proof: {reason}"),
    N_("a proof by a root key"),
    _AS_PUBLISHED,
)
HISTORY_SIGNER = MessageKind(
    "issuer-signer-not-root",
    N_("version {version} is signed by {found}, which was no good root key then"),
    N_("root keys that were good in the version before, and those that come in"),
    _AS_PUBLISHED,
)
HISTORY_PROOF = MessageKind(
    "issuer-proof-wrong", N_("the proof by {found} on version {version} does not hold: {reason}"), "", _AS_PUBLISHED
)
HISTORY_PROOF_TIME = MessageKind(
    "issuer-proof-time",
    N_("the proof by {found} on version {version} was made on {time}"),
    N_("{wanted}, when the version was made"),
    _AS_PUBLISHED,
)
HISTORY_NO_GOOD_PROOF = MessageKind(
    "issuer-not-succeeded",
    N_("no root key that was good before signed version {version}"),
    N_("a proof by one of: {wanted}"),
    _AS_PUBLISHED,
)
HISTORY_ROOT_SILENT = MessageKind(
    "issuer-new-root-silent",
    N_("the root key {found} comes in with version {version} and did not sign it"),
    N_("a proof by each root key that comes in"),
    _AS_PUBLISHED,
)
KEY_VANISHED = MessageKind(
    "issuer-key-vanished",
    N_("the key {found} is no longer in version {version}"),
    N_("every key, for ever"),
    _AS_PUBLISHED,
)
KEY_CHANGED = MessageKind(
    "issuer-key-changed",
    N_("{member} of the key {found} is not in version {version} what it was before"),
    N_("use and beginning as they were; an end that was not there before, or an earlier one, in the time to come"),
    _AS_PUBLISHED,
)
KEY_COMPROMISE_EASED = MessageKind(
    "issuer-compromise-eased",
    N_("version {version} takes back that the key {found} is in other hands, or lets more of it count"),
    N_("what was said, or less that counts"),
    _AS_PUBLISHED,
)
KEY_BACKDATED = MessageKind(
    "issuer-key-backdated",
    N_("the key {found} comes in with version {version} and is to count from {time}, before that"),
    N_("a beginning from {wanted} on"),
    _AS_PUBLISHED,
)
LOG_CHANGED = MessageKind(
    "issuer-log-changed",
    N_("the log of version {version} is not the one before, and does not follow it"),
    N_("the same log, or a new one that begins with the size and root of the last checkpoint of the one before"),
    _AS_PUBLISHED,
)
PIN_MISSING = MessageKind(
    "issuer-not-pinned",
    N_("no version of the issuer document is signed by a pinned root key"),
    N_("one of: {wanted}"),
    N_("compare the root key with the body's by another way, and correct the trust roots"),
)
PIN_COMPROMISED = MessageKind(
    "issuer-pin-compromised",
    N_("the pinned root key {found} is in other hands, as the body itself says"),
    N_("a pinned root key that is good"),
    N_("ask the body for its new root key by another way, and pin that"),
)
