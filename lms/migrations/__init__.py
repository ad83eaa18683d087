"""The chain of migrations, and the calls that run it."""
