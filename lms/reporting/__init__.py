"""Counts for those who look from above: one row per path and unit, kept by facts, never by clicks.

Words: *tally* (how many people of a unit follow, began, finished, are late on a path). A tally is
made again whole whenever a fact says that something changed there, so taking a fact twice changes
nothing; a sweep makes again those whose dates have passed.
"""
