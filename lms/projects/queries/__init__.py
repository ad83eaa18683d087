"""Reads of projects: who acts where, the diagnostic, the plan, rituals, flows, boards."""
