"""Reports use the rights of learning; consumers and measures are filled on import."""

from lms.reporting import jobs

__all__ = ["jobs"]
