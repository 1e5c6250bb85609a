"""The sealed input of a result: archive, manifest, commitments to confidential parts, recomputation."""
