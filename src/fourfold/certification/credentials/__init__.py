"""Signed documents: W3C Verifiable Credentials 2.0 with Data Integrity proofs, the JOSE form, the compact form."""
