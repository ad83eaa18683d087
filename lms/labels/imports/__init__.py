"""Figures brought into labels from files."""
