"""The second form of a certificate held against its bundle: the same content, signed by an issuing key of the body.

Whether that body, its key and its log are to be trusted, and how the certificate stands, is what the bundle is verified
for; a JWT alone can prove none of it.
"""

from __future__ import annotations

from pathlib import Path

from fourfold.app.certification.verifying.verifying import read_bundle_file
from fourfold.certification.bundle import Bundle
from fourfold.certification.credentials.data_integrity import same_content
from fourfold.certification.credentials.jose import MOST_JWT_BYTES, Jwt, read_jwt
from fourfold.certification.identity.issuer import KeyUse, read_history
from fourfold.certification.keys.key import PublicKey
from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.reading import read_bounded

JWT_OTHER_CONTENT = MessageKind(
    "jwt-other-content",
    N_("the JWT says something else than the certificate in the bundle"),
    N_("the same content in both forms"),
    N_("do not rely on it: only the first form is in the log; ask the body for both"),
)


def jwt_of_bundle(data: bytes, place: Place, bundle: Bundle, problems: Problems) -> Jwt | None:
    """The JWT of a bundle's certificate; ``None`` after a report of why it is not one.

    Args:
        data: the text of the JWT.
        place: its file.
        bundle: of the certificate; its issuer documents say which keys the body issues by.
        problems: receives what is wrong with the JWT.
    """
    history = read_history(bundle.issuer, (), Place("issuer"), Problems())
    keys = {key.method: key.key for key in (history[-1].keys.values() if history else ()) if key.use is KeyUse.ISSUE}

    def key_of(method: str) -> PublicKey | None:
        return keys.get(method)

    jwt = read_jwt(data, key_of, place, problems)
    if jwt is not None and not same_content(jwt.credential, bundle.certificate):
        problems.error(JWT_OTHER_CONTENT, place)
        return None
    return jwt


def jwt_of_files(jwt: Path, bundle: Path, problems: Problems) -> Jwt | None:
    """As `jwt_of_bundle`, of files.

    Raises:
        InputError: one of them cannot be read, or the bundle is none.
    """
    unreadable = Problems()
    data = read_bounded(jwt.parent, jwt.name, Place(jwt.name), unreadable, MOST_JWT_BYTES)
    read = read_bundle_file(bundle, unreadable)
    unreadable.raise_if_errors()
    return jwt_of_bundle(data, Place(jwt.name), read, problems) if data is not None and read is not None else None
