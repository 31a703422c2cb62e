"""Training: data, splits, networks, losses, loop, evaluation, export; needs ``semeq[train]``."""
