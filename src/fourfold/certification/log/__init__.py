"""The append-only transparency log: leaves, tiles, checkpoints, witnesses, proofs."""
