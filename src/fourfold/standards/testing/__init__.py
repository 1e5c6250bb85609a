"""Packs tested by their own examples, and their rules by small changes that an example has to notice."""
