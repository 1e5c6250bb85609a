"""What can be wrong with a credential in the form of a JWT, in words."""

from __future__ import annotations

from fourfold.core.problems import N_, MessageKind

_ASK = N_("ask whoever gave you the document for the one that was signed; do not repair it yourself")

JWT_MALFORMED = MessageKind(
    "jwt-malformed",
    N_("this is not a JWT"),
    N_("three parts of base64url without padding, joined by dots"),
    _ASK,
)
JWT_HEADER = MessageKind(
    "jwt-header",
    N_("the header of the JWT is not one that is taken here: {found}"),
    N_("alg, typ, kid and perhaps cty, and nothing else"),
    N_("ask the signer for a JWT with such a header"),
)
JWT_TYPE_OTHER = MessageKind(
    "jwt-type",
    N_("the JWT is not a credential: {found}"),
    N_("typ vc+jwt, cty vc (W3C vc-jose-cose)"),
    N_("a token made for something else, such as a login, says nothing here: do not rely on it"),
)
JWT_KEY_UNKNOWN = MessageKind(
    "jwt-key-unknown",
    N_("the key {found} is not known"),
    N_("a key of the issuer, by its issuer document"),
    N_("get the issuer document of that body, or do not rely on the JWT"),
)
JWT_ALGORITHM = MessageKind(
    "jwt-algorithm",
    N_("the JWT says {found}, and the key signs by {wanted}"),
    N_("the algorithm that goes with the kind of the key"),
    N_("do not rely on it: the JWT was not made by this key"),
)
JWT_SIGNATURE = MessageKind(
    "jwt-signature",
    N_("the signature of the JWT does not hold: it was changed, or another key made it"),
    N_("the JWT exactly as it was signed"),
    N_("do not rely on it; ask the issuer for the original"),
)
JWT_CLAIMS = MessageKind(
    "jwt-claims",
    N_("the payload holds claims that readers understand differently: {found}"),
    N_("a credential as it is: validity in validFrom and validUntil, issuer in issuer"),
    N_("ask the signer for a JWT after W3C vc-jose-cose, without exp, nbf, vc and vp"),
)
