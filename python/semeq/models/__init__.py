"""Shipped artifacts, their cards, and the index with their hashes."""
