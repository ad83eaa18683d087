"""Customers by half hour of the clock on the wall: painted, sampled, counted; the usual week."""
