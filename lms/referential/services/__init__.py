"""Commands of the referential: writing, consulting, publishing, working together, following."""

from lms.referential.services.drafting import discard_draft, save_draft, start_draft
from lms.referential.services.items import (
    Conflict,
    move_part,
    save_part,
    save_promise,
    say_mirror,
    say_origins,
    stamp,
)
from lms.referential.services.publishing import (
    NotReady,
    consult,
    people_gaps,
    publish,
    reopen,
    word_gaps,
)

__all__ = [
    "Conflict",
    "NotReady",
    "consult",
    "discard_draft",
    "move_part",
    "people_gaps",
    "publish",
    "reopen",
    "save_draft",
    "save_part",
    "save_promise",
    "say_mirror",
    "say_origins",
    "stamp",
    "start_draft",
    "word_gaps",
]
