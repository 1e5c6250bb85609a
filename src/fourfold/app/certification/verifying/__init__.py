"""Verifying: bundles checked against what the verifier trusts, with what their suppliers bring."""
