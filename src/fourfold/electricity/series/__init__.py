"""Factor series of a study: tables of intervals, typical days, sealed files."""
