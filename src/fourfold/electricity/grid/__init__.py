"""The state of a grid: generation, exchanges, demand, storage and losses by interval and area, read and checked."""
