"""Acts of projects; views commit."""
