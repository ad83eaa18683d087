"""When people may be written to, and how much."""
