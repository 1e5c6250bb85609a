"""A local time-stamping authority, made with openssl: no network."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

CONFIG = """
[req]
distinguished_name = dn
prompt = no
[dn]
CN = Example Root
[ca]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
[authority]
basicConstraints = CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[other]
basicConstraints = CA:FALSE
[tsa]
default_tsa = local
[local]
serial = serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
ess_cert_id_alg = sha256
"""
NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")


class Authority:
    """Authorities in a folder: ``tsa`` under a root ``ca``, ``self`` its own root, ``weak`` not for time stamping."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "config").write_text(CONFIG, encoding="utf-8")
        (folder / "serial").write_text("01\n", encoding="utf-8")
        for name, use in (("ca", "ca"), ("self", "authority"), ("weak", "other")):
            self.openssl("req", "-x509", *NEW_KEY, *self.files(name), "-days", "3650", "-config", "config",
                         "-extensions", use, "-subj", f"/CN=Example {name}")  # fmt: skip
        self.openssl("req", *NEW_KEY, "-keyout", "tsa.key", "-out", "tsa.csr", "-config", "config", "-subj", "/CN=TSA")
        self.openssl("x509", "-req", "-in", "tsa.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
                     "-out", "tsa.pem", "-days", "3650", "-extfile", "config", "-extensions", "authority")  # fmt: skip
        (folder / "chain.pem").write_bytes(self.pem("tsa") + self.pem("ca"))

    def files(self, name: str) -> tuple[str, ...]:
        """Where key and certificate go."""
        return ("-keyout", f"{name}.key", "-out", f"{name}.pem")

    def openssl(self, *arguments: str) -> None:
        """Run the tool."""
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True)

    def pem(self, name: str) -> bytes:
        """Certificates."""
        return (self.folder / f"{name}.pem").read_bytes()

    def reply(self, request: bytes, name: str = "tsa", *more: str) -> bytes:
        """A reply."""
        (self.folder / "request").write_bytes(request)
        self.openssl("ts", "-reply", "-queryfile", "request", "-signer", f"{name}.pem", "-inkey", f"{name}.key",
                     "-config", "config", "-section", "local", "-out", "reply", *more)  # fmt: skip
        return (self.folder / "reply").read_bytes()


def authority_in(folder: Path) -> Authority:
    """Authorities in a folder; without openssl the test is skipped."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed: no local authority can be made")
    return Authority(folder)
