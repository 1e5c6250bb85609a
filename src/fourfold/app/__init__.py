"""What people ask for: use cases that combine rooms and touch the file system."""
