"""Statements: the verifier's case, what must hold of it, and the signatures of verifier and reviewer."""
