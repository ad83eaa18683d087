"""Tell a difficulty (Q1)."""
