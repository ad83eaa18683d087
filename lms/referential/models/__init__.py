"""Tables of the referential: its words, how they are written together, what points at them."""

from lms.referential.models.following import Cover, Task
from lms.referential.models.together import Comment, Contribution, Theme, Voice, Workshop
from lms.referential.models.translations import Translation
from lms.referential.models.words import (
    Attitude,
    Channel,
    ChannelMoment,
    Lineage,
    MirrorLink,
    Moment,
    Referential,
    Ritual,
    Skill,
    SkillMoment,
    Version,
)

__all__ = [
    "Attitude",
    "Channel",
    "ChannelMoment",
    "Comment",
    "Contribution",
    "Cover",
    "Lineage",
    "MirrorLink",
    "Moment",
    "Referential",
    "Ritual",
    "Skill",
    "SkillMoment",
    "Task",
    "Theme",
    "Translation",
    "Version",
    "Voice",
    "Workshop",
]
