"""What learning holds about people."""

from lms.core.i18n import _l
from lms.core.privacy import Erasure, declare, declare_impersonal

declare_impersonal(
    "courses_path",
    "courses_course",
    "courses_lesson",
    "courses_lesson_version",
    "courses_course_version",
    "courses_course_lesson",
    "courses_path_course",
    "courses_asset",
)
declare(
    "courses_path_version",
    _l("Who published a version of a path."),
    person=("published_by",),
    hidden=("body", "assets"),
)
declare("courses_assignment", _l("The paths you gave to others."), person=("actor_id",))
declare(
    "courses_enrolment",
    _l("The paths you follow: since when, until when, how far."),
    person=("person_id",),
)
declare(
    "courses_enrolment_entry",
    _l("Each change of the paths you follow: given, begun, finished, moved to another version."),
    person=("person_id", "actor_id"),
)
declare(
    "courses_proposal",
    _l("What you chose for those who follow a path when its content changed."),
    person=("proposed_by", "decided_by", "undone_by"),
)
declare(
    "courses_proposal_move",
    _l("What a new version of a path changed for you."),
    person=("person_id",),
    hidden=("voids",),
)
declare(
    "courses_completion",
    _l("Each step you finished, with its day and its store."),
    person=("person_id", "actor_id"),
)
declare("courses_lesson_state", _l("Where you stand on each lesson."), person=("person_id",))
declare(
    "courses_bookmark",
    _l("Where you stopped in each lesson, so that you resume there."),
    person=("person_id",),
    erase=Erasure.DELETE,
)
declare(
    "courses_try",
    _l("The gestures you chose to try, and what you said of them. Only you see them."),
    person=("person_id",),
    erase=Erasure.DELETE,
)
