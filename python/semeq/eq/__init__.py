"""Equalizer settings, their sections and curves, and fits to curves. Knows no audio."""
