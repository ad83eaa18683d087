"""What coaching tells people; titles name no person and no store: they show on locked screens."""

from lms.coaching.notices import practice

__all__ = ["practice"]
