"""Equalizer settings and their curves: bands, sections, fits; knows no audio."""
