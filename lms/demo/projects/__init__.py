"""Five store projects of the demo at five stages, a pilot per region, a till's year."""

from lms.demo.projects.scenes import live

__all__ = ["live"]
