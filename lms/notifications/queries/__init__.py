"""Reads: the inbox of a person, what is due to leave, what is told tomorrow."""
