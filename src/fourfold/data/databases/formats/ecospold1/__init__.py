"""Reader of EcoSpold 1: one XML file for many datasets, or one for each."""
