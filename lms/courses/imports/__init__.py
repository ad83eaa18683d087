"""Reads courses from files: our Markdown packages, and layouts found elsewhere."""
