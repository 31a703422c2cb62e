"""Figures of curves and numbers; they know no settings, models or results."""

from semeq.extras import require_extra

require_extra("plot", "a figure")
