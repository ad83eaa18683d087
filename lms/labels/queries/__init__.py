"""Reads of labels, scoped by the viewer."""
