"""Pure rules of Labels: grids, scoring, distance, lineage, series, simulation, machines, season."""
