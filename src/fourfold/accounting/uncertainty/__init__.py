"""How far a score can be trusted: distributions, draws for all products, screening, comparison of two products."""
