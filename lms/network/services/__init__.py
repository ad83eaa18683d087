"""Commands of the network; each act can be undone for seven days."""

from lms.network.services.acts import acting, end_rows, follow, unfollow
from lms.network.services.agreements import end_agreement, record_agreement
from lms.network.services.mandates import end_mandate, give_mandate
from lms.network.services.people import add_job, correct, end_second_job, hire, leave, move
from lms.network.services.places import (
    add_region,
    close_unit,
    correct_unit,
    move_region,
    open_unit,
    relink_unit,
)
from lms.network.services.undoing import Undone, undo
from lms.network.services.waves import darken, light

__all__ = [
    "Undone",
    "acting",
    "add_job",
    "add_region",
    "close_unit",
    "correct",
    "correct_unit",
    "darken",
    "end_agreement",
    "end_mandate",
    "end_rows",
    "end_second_job",
    "follow",
    "give_mandate",
    "hire",
    "leave",
    "light",
    "move",
    "move_region",
    "open_unit",
    "record_agreement",
    "relink_unit",
    "undo",
    "unfollow",
]
