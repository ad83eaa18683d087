"""What coaching holds about people: who came, said, saw, tried. Figures of others leave no row."""

from lms.coaching.services.erasing import clear_observed, delete_goals
from lms.core.i18n import _l
from lms.core.privacy import Erasure, declare, declare_impersonal

declare_impersonal("coaching_entry_part", "coaching_tap")
declare("coaching_day", _l("The coaching days you planned."), person=("created_by",))
declare("coaching_day_coach", _l("The stores you coached."), person=("coach_id",))
declare(
    "coaching_day_entry",
    _l("What you did with a coaching day: moved, ended, called off."),
    person=("actor_id",),
)
declare(
    "coaching_conflict",
    _l("The people you are close to, whose opinion of you enters no figure, nor yours of them."),
    person=("rater_id", "coach_id", "declared_by"),
    hidden=("kind",),
)
declare(
    "coaching_rating",
    _l("What you said of a coach, in four answers."),
    person=("rater_id",),
)
declare(
    "coaching_rating_words",
    _l("The words you wrote beside them."),
    person=("rater_id",),
    erase=Erasure.DELETE,
)
declare(
    "coaching_block",
    _l("What stores said of you, pooled so that nobody stands out."),
    person=("coach_id",),
)
declare(
    "coaching_entry",
    _l("What you saw of a store's project, and the next steps you took."),
    person=("coach_id", "next_owner_id"),
)
declare(
    "coaching_observation",
    _l("The observations you held or were part of."),
    person=("observed_id", "observer_id", "beside_id"),
    eraser=clear_observed,
)
declare(
    "coaching_observation_entry",
    _l("What you did with an observation: held it, talked it over, read it."),
    person=("actor_id",),
)
declare(
    "coaching_reply",
    _l("What you answered after an observation."),
    person=("author_id",),
    erase=Erasure.DELETE,
)
declare("coaching_observer", _l("Since when you may observe others."), person=("person_id",))
declare(
    "coaching_goal",
    _l("Your tries of the day, and those you proposed."),
    person=("person_id", "proposed_by"),
    eraser=delete_goals,
)
declare(
    "coaching_skill_measure",
    _l("Your skills as measured by you or by others, and those you measured."),
    person=("person_id", "observer_id"),
)
declare("coaching_target", _l("The levels of skill you asked for."), person=("set_by",))
declare("coaching_focus", _l("The skills of the month you chose."), person=("chosen_by",))
declare("coaching_bravo", _l("The bravos you said or hid."), person=("author_id", "hidden_by"))
declare(
    "coaching_bravo_person",
    _l("The bravos you received."),
    person=("person_id",),
    erase=Erasure.DELETE,
)
