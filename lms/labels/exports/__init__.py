"""What labels give to print and to keep."""
