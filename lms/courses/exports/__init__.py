"""Writes courses to files that can be edited and imported again."""
