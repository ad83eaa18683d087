"""Labels: bronze, silver, gold, earned on a grid of criteria and put back in play every year.

Words: *program* (a label), *grid* (its criteria for one year, frozen once published), *criterion*
(an action to show or a performance to reach, with a stable uid), *threshold* (what a level asks of
a criterion), *quota* (the share of the weights a level asks), *knock-out* (a criterion whose
failure alone bars a level), *application* (a unit's year), *finding* (what was seen on one
criterion), *award* (what was won, from a day to a day), *lineage* (what became of each criterion
from one year's grid to the next), *common core* (the criteria that stayed the same), *constant
grid* (last year's results under this year's grid).
"""
