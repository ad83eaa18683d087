"""Attitudes and skills of the published referential by name."""

from uuid import UUID

from lms.referential.queries import list_items


def attitudes() -> dict[UUID, str]:
    """Return the attitudes by name, in the order of the referential."""
    return {one.uid: one.name for one in list_items() if one.kind == "attitude"}


def skill_names() -> dict[UUID, str]:
    """Return the skills by name, in the order of the referential."""
    return {one.uid: one.name for one in list_items() if one.kind == "skill"}
