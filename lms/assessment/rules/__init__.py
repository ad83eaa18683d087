"""Pure rules of questions and attempts: no database, no web, no clock."""
