"""What coaching reads; nothing here changes anything."""
