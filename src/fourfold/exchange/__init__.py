"""How it leaves: reports and exchange formats, made from results."""
