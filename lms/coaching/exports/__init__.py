"""What coaching gives to other programs."""
