"""Metrics of a model on people it has not seen."""
