"""The kick-off kit: documents a store prints, their words by language, their numbers from policies.

Words are whole texts written for paper, one file per language: a test holds them to the same parts and
to the same numbers.
"""

from lms.projects.exports.kit.papers import CODES, ROLES, Around, paper, paper_data

__all__ = ["CODES", "ROLES", "Around", "paper", "paper_data"]
