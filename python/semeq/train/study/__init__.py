"""Comparisons, figures and reports."""
