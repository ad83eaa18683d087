"""Every table, imported once so that metadata is whole (migrations, privacy, grants)."""

from importlib import import_module
from importlib.util import find_spec

PACKAGES = (
    "accounts",
    "network",
    "referential",
    "assessment",
    "courses",
    "quotes",
    "labels",
    "coaching",
    "projects",
    "reporting",
    "notifications",
)
CORE = ("files", "mail", "models", "notices")


def load_all() -> None:
    """Import every module that declares tables."""
    for name in CORE:
        if find_spec(f"lms.core.{name}"):
            import_module(f"lms.core.{name}")
            if find_spec(f"lms.core.{name}").submodule_search_locations and find_spec(  # type: ignore[union-attr]
                f"lms.core.{name}.models"
            ):
                import_module(f"lms.core.{name}.models")
    for name in PACKAGES:
        if find_spec(f"lms.{name}.models"):
            import_module(f"lms.{name}.models")
