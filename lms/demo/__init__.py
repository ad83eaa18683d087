"""A believable network to try Comptoir on: stores, people, a year of life, an original path.

Same seed and same day, same network: identifiers and moments follow from them. Only the cast has
credentials; everybody else is invited.
"""
