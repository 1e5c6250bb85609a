"""Reader of EcoSpold 2: a file for each activity and product, with master data beside them or not."""
