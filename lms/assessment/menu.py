"""The entry of questions in the menu."""

from lms.core.access import Permission
from lms.core.i18n import _l
from lms.core.menu import Entry, entries

entries(
    Entry(
        place=440,
        label=_l("Questions"),
        endpoint="assessment.review_list",
        icon="question",
        needs=(Permission.QUESTIONS_REVIEW,),
        under=("assessment.",),
    ),
)
