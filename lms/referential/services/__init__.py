"""Commands of the referential: writing, translating, consulting, publishing, following."""

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
from lms.referential.services.translating import (
    Overwritten,
    ReadAgain,
    asked_languages,
    bring_language,
    is_frozen,
    language_gaps,
    languages_of,
    mark,
    read_again,
    write_text,
)

__all__ = [
    "Conflict",
    "NotReady",
    "Overwritten",
    "ReadAgain",
    "asked_languages",
    "bring_language",
    "consult",
    "discard_draft",
    "is_frozen",
    "language_gaps",
    "languages_of",
    "mark",
    "move_part",
    "people_gaps",
    "publish",
    "read_again",
    "reopen",
    "save_draft",
    "save_part",
    "save_promise",
    "say_mirror",
    "say_origins",
    "stamp",
    "start_draft",
    "word_gaps",
    "write_text",
]
