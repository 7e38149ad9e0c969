"""Studies of single steps: feature selection, augmentation, label preservation."""
