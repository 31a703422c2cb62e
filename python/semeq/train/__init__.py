"""Training: data, splits, networks, losses, loop, evaluation, export; needs ``semeq[train]``."""

from semeq.extras import require_extra

require_extra("train", "training")
