"""The settings model: configuration, networks, losses, training loop."""
