"""Damage artifacts in every way that is known, and see what reading them does."""
