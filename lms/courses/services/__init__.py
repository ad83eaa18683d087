"""Commands of learning: publish, assign, follow; each changes rows and records facts."""
