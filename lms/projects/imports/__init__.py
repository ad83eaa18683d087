"""Files of customers counted by tills."""
