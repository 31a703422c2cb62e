"""Data sets: readers, cleaning, splits."""
