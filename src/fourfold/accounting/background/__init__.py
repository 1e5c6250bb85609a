"""Life-cycle databases at their scale: sparse systems, scores of every product at once, hours, uncertainty."""
