"""Tallies count people of a unit and name nobody."""

from lms.core.privacy import declare_impersonal

declare_impersonal("reporting_path_tally")
