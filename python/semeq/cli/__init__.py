"""The ``semeq`` command."""
