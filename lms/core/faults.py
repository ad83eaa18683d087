"""Errors named without their words: type, SQLSTATE, constraint; never a value, never a message."""


def name_error(error: BaseException) -> tuple[str, str | None]:
    """Return the type of ``error`` (of the driver's, for the database) and its SQLSTATE."""
    origin = getattr(error, "orig", None) or error
    sqlstate = getattr(origin, "sqlstate", None)
    return type(origin).__name__, sqlstate if isinstance(sqlstate, str) else None


def constraint_of(error: BaseException) -> str | None:
    """Return the name of the constraint that refused, if one did."""
    origin = getattr(error, "orig", None) or error
    found = getattr(getattr(origin, "diag", None), "constraint_name", None)
    return found if isinstance(found, str) else None
