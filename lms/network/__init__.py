"""Who is where, since when: brands, regions, units, people's jobs, mandates and waves.

Everything that changes is dated, half-open ``[from, to)``; rights are computed from today's rows
on each request and never copied. Words: *unit* (a store, an office, a service), *membership* (a
job held in a unit), *mandate* (a role over a unit, a region or the network), *wave* (the period
in which a capability is live in a unit), *change* (an act kept with what it replaced, to undo it).
"""
