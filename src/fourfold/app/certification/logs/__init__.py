"""Logs: asked, held against themselves and what was seen, witnessed, stamped, backed up."""
