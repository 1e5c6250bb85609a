"""Labels: made of certificates in force, and checked by the text of their code."""
