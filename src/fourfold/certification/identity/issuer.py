"""Issuer documents: who a body is and which keys speak for it, with every earlier version.

A version is a DID document (``did:web``) with ``fourfold: issuer/1``, ``version``, ``previous`` (digest of the version
before), names, the log's key and origin, and ``keys``: of each its use (``root``, ``issue``, ``log``), ``from``,
``until``, and, once it is known to be in other hands, ``compromised``: {``since``, ``last_good_size``: how many entries
the log held when the key was last good}. A version is signed by a root key that was good in the version before it; the
first by its own root keys, of which verifiers pin one. Every version is in the log.

Values: `issuer_model`; one version: `issuer_document`; how they follow each other: `history`; making: `succession`.
"""

from __future__ import annotations

from fourfold.certification.identity.history import read_history as read_history
from fourfold.certification.identity.issuer_document import ISSUER as ISSUER
from fourfold.certification.identity.issuer_document import ISSUER_FORMAT as ISSUER_FORMAT
from fourfold.certification.identity.issuer_document import method_of as method_of
from fourfold.certification.identity.issuer_document import read_version as read_version
from fourfold.certification.identity.issuer_model import Compromise as Compromise
from fourfold.certification.identity.issuer_model import EarlierLog as EarlierLog
from fourfold.certification.identity.issuer_model import IssuerDocument as IssuerDocument
from fourfold.certification.identity.issuer_model import IssuerKey as IssuerKey
from fourfold.certification.identity.issuer_model import KeyUse as KeyUse
from fourfold.certification.identity.log_names import why_not_logged_by as why_not_logged_by
from fourfold.certification.identity.succession import first_version as first_version
from fourfold.certification.identity.succession import mark_compromised as mark_compromised
from fourfold.certification.identity.succession import replace_log as replace_log
from fourfold.certification.identity.succession import rotate_key as rotate_key
