"""Projects on paper: the morning brief, the kick-off kit."""
