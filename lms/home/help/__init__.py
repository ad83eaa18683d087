"""S6: questions answered for each page, "call me back", the hotline's hours."""
