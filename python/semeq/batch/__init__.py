"""Many files: folders, manifests, processes."""
