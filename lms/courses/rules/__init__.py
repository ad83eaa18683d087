"""Pure rules of courses: what content is, how it is hashed, written and shown. No database, no web, no clock."""
