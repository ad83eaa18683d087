"""The words of service everybody shares: attitudes, promise, moments of truth, rituals, skills.

A referential has numbered versions: draft, published (frozen, by the database too), superseded.
Every item keeps its uid from version to version, so courses, skills and observations may point
at it for years. Words: *attitude* (exactly three), *promise* (exactly one), *moment* (a moment
of truth, one to five per channel), *ritual* and *clue* (what the team does, what shows it).
"""
