"""Tables of learning: elements and their frozen versions, enrolments, ledgers, proposals."""

from lms.courses.models.content import (
    Asset,
    Course,
    CourseLesson,
    CourseVersion,
    Lesson,
    LessonVersion,
    Path,
    PathCourse,
    PathVersion,
)
from lms.courses.models.following import (
    Assignment,
    Bookmark,
    Completion,
    Enrolment,
    LessonState,
    Try,
)
from lms.courses.models.moving import EnrolmentEntry, Proposal, ProposalMove

__all__ = [
    "Asset",
    "Assignment",
    "Bookmark",
    "Completion",
    "Course",
    "CourseLesson",
    "CourseVersion",
    "Enrolment",
    "EnrolmentEntry",
    "Lesson",
    "LessonState",
    "LessonVersion",
    "Path",
    "PathCourse",
    "PathVersion",
    "Proposal",
    "ProposalMove",
    "Try",
]
