"""Forms of Quotes: what is read from a post, field by field."""
