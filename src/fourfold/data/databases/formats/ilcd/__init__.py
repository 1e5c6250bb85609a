"""ILCD and TIDAS: one dataset a file, the same tree of names spelled as XML or as JSON."""
