"""Whether a study meets a pack: one verdict per requirement, with reason, values and repair."""
