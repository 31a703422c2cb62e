"""Figures of curves and numbers; knows no models."""
