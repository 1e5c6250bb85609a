"""What the offline checker says."""

from __future__ import annotations

from collections.abc import Mapping

from fourfold.core.problems import N_

TEXTS: Mapping[str, str] = {
    "title": N_("Check a label"),
    "intro": N_("Paste the text of the label's code. Nothing leaves this device; no network is used."),
    "paste": N_("Text of the code"),
    "check": N_("Check"),
    "good": N_("Signature good, status not known"),
    "good_detail": N_(
        "The body signed this, and its validity has not ended by this device's clock. Whether the certificate was"
        " suspended or revoked since cannot be known without network: ask for its bundle and verify that."
    ),
    "expired": N_("Validity has ended"),
    "expired_detail": N_("The signature is good, but by this device's clock the certificate is no longer valid."),
    "bad": N_("Signature wrong"),
    "bad_detail": N_("What the label says was not signed in this form by the body. Do not rely on it."),
    "unknown": N_("Key not known"),
    "unknown_detail": N_("This page does not know the key that signed the label. It may belong to another body, or be"
                         " newer than this page. Nothing can be said about the label."),
    "compromised": N_("Key in other hands"),
    "compromised_detail": N_("The key that signed the label is known to be in other hands. The label proves nothing;"
                             " ask for the certificate's bundle and verify that."),
    "unreadable": N_("Not a label"),
    "unreadable_detail": N_("This is not the text of a label's code, or it is cut off or changed. Scan it again."),
    "unable": N_("This browser cannot check it"),
    "unable_detail": N_("It lacks the signature scheme, or denies it to pages opened from a file. Try a newer one."),
    "figure": N_("Footprint"),
    "per": N_("Unit"),
    "boundary": N_("System boundary"),
    "standard": N_("Standard"),
    "number": N_("Number"),
    "until": N_("Valid through"),
    "certificate": N_("Certificate"),
    "remark": N_("Remark"),
    "claimed": N_("What the text says; it is not proven"),
    "said": N_("What the label says"),
    "keys": N_("Keys known to this page"),
    "as_of": N_("as of"),
}  # fmt: skip
"""By name, as the script of the page asks for them."""
