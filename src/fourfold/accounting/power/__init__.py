"""Electricity of a study: meters and series are read once; under each method loads are covered and become items."""
