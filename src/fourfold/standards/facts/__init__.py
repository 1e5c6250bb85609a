"""What a study and its result say, by the names of the data dictionary, each value with the place it was read from."""
