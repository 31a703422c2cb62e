"""Render many files: folders, their manifests, and processes that share the work."""
