"""Learning: paths of courses of lessons, followed on a phone three minutes at a time.

An author publishes immutable versions; an enrolment pins a path's version; each step forward is a
row of the completion ledger, from which every state can be rebuilt.

Words: *path*, *set* (courses under one rule), *course*, *lesson*, *step* (one screen), *enrolment*
(a person on a path), *assignment* (who asked, for when), *completion* (a row of the ledger),
*bookmark* (where to resume), *try* (a gesture to attempt in the store after a lesson).
"""
