"""What is known: factors with a source, global warming potentials, quality ratings, and the library that holds them."""
