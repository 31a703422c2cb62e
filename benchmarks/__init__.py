"""Benchmarks and the report that `make bench` writes."""
