"""Sound to words and settings."""
