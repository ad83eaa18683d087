"""What the project makes for itself, once, and commits; the product never imports it."""
