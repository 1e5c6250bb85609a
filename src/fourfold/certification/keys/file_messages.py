"""What can be wrong with a key file or its passphrase, in words. None of them has a field that could hold a secret."""

from __future__ import annotations

from fourfold.core.problems import N_, MessageKind

PASSPHRASE_WEAK = MessageKind(
    "passphrase-weak",
    N_("the passphrase is too weak"),
    N_("at least {least} characters, not one repeated"),
    N_("take five or six words chosen by chance, or let a password manager make it"),
)
PASSPHRASE_LONG = MessageKind(
    "passphrase-long",
    N_("the passphrase is too long"),
    N_("at most {most} bytes"),
    N_("check that the file is the one with the passphrase"),
)
KEY_FILE_TAKEN = MessageKind(
    "key-file-taken",
    N_("{found} is there already"),
    N_("a name that is free; keys are never written over"),
    N_("choose another name, or move the old key away"),
)
KEY_FILE_NAME = MessageKind(
    "key-file-name",
    N_("{found} is no name for a key file"),
    N_("a name that ends in .pem"),
    N_("add .pem; the public half is written beside it, as .pub.json"),
)
KEY_FILE_NOT_WRITTEN = MessageKind(
    "key-file-not-written",
    N_("{found} cannot be written: {reason}"),
    N_("a folder you may write to"),
    N_("make the folder, or choose another"),
)
KEY_FILE_NOT_A_KEY = MessageKind(
    "key-file-not-a-key",
    N_("this is not a file with an encrypted key, or it is damaged"),
    N_("PEM with one encrypted private key (PKCS#8), as fourfold keys new writes it"),
    N_("give the right file, or take the copy from your backup"),
)
KEY_FILE_NOT_ENCRYPTED = MessageKind(
    "key-file-not-encrypted",
    N_("the file holds a private key that anybody can read"),
    N_("a private key encrypted by a passphrase"),
    N_("treat that key as known to others: make a new one with fourfold keys new"),
)
KEY_FILE_OTHER_KIND = MessageKind(
    "key-file-other-kind",
    N_("the file holds a key of a kind that is not used here"),
    N_("Ed25519, or ECDSA on P-256 or P-384"),
    N_("make a key with fourfold keys new"),
)
KEY_FILE_TOO_COSTLY = MessageKind(
    "key-file-too-costly",
    N_("the file asks for more work to open it than a key file may"),
    N_("scrypt with at most 256 MiB and 16 passes, or PBKDF2 with at most 10,000,000 rounds"),
    N_("take the copy from your backup; a file that asks this much was perhaps made to harm"),
)
KEY_NOT_OPENED = MessageKind(
    "key-not-opened",
    N_("the passphrase does not open this key file, or the file is damaged"),
    N_("the passphrase it was made with"),
    N_("try again; where you are sure of the passphrase, take the copy from your backup"),
)
KEY_PUBLIC_UNKNOWN = MessageKind(
    "key-public-unknown",
    N_("nothing says which public half this key must have: no line Multikey in the file, and no {found} beside it"),
    N_("a key file as fourfold keys new writes it, or its public half beside it"),
    N_("put {found} beside it"),
)
KEY_PUBLIC_OTHER = MessageKind(
    "key-public-other",
    N_("the key that was opened has another public half than the file says"),
    N_("the pair as it was written"),
    N_("the file is damaged or was changed: take the copy from your backup"),
)
PUBLIC_FILE_WRONG = MessageKind(
    "public-file-wrong",
    N_("this is not the public half of a key"),
    N_("an object with format key/1, kind, multikey and did that agree"),
    N_("write it anew: fourfold keys show NAME.pem --json"),
)
PUBLIC_NAME_WRONG = MessageKind(
    "public-name-wrong",
    N_("{found} names no key: {reason}"),
    N_("did:key:z… or z… of an Ed25519, P-256 or P-384 key, or a file that holds it"),
    N_("copy it whole; fourfold keys show prints it"),
)
