"""Tables of factors, CSV or Excel, read by a mapping that says which column means what."""
