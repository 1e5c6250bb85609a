"""Traceability statements with what proves them: the file they travel in, and its numbered checks."""
