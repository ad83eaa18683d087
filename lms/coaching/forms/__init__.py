"""What forms of coaching ask."""
