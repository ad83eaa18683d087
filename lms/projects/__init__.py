"""Projects: a store builds its own service project, and its region shows it is involved too.

Words: *project* (of a unit or a region; one at a time), *section* (a part of the diagnostic),
*irritant* (what customers stumble on), *walk* (the store through one sense), *heat map* (zone by
sense), *shade* (how busy a half hour is, painted), *reference week* (median and P80 of each half
hour), *need* (how many people a function asks for), *action* (verified by someone else, on its
effect), *ritual* and *occurrence*, *pillar* (a share of the unit's progress), *pilot* (the unit a
region lives first), *gate* (what must hold before going on), *waiver* (a gate lifted, with why).
"""
