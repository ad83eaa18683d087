"""The library of cards (Q7, Q8)."""
