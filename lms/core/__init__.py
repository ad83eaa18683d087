"""What every feature stands on: database, clock, identifiers, rights, facts, jobs, pages.

Knows nothing of learning, stores or people's names. Words: *aside* (a second short transaction
for operational rows), *fact* (what happened, told to consumers), *ledger* (rows kept for ever),
*viewer* (the person looking, with today's rights), *thread* (what severance deletes together).
"""
