"""What leaves by mail, what facts and passing days make people be told."""

from lms.notifications.jobs import letters, telling
from lms.notifications.services import words

__all__ = ["letters", "telling", "words"]
