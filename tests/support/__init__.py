"""Helpers of the test suite: small studies written to disk."""
