"""What people ask of life-cycle databases: bring one in, look for things in all, set providers."""
