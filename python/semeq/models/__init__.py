"""Shipped artefacts, their cards, and the index with their hashes."""
