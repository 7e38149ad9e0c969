"""A corpus generated from a seed, in CREMA-D's official layout, with known ground truth."""
