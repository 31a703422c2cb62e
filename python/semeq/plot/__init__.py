"""Figures of curves and numbers; they know no settings, models or results."""
