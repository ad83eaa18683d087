"""Reads of Quotes: whoever asks only gets what is theirs to read."""
