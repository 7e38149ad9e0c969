"""A corpus made from a seed, in CREMA-D's official layout, of which everything is known: the ground truth."""
