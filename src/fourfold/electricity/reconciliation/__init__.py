"""The smallest weighted change that makes measured grid data balance, every adjustment reported."""
