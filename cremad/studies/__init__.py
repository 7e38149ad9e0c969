"""Studies of one step of preparation: selection of features, augmentation, preservation of labels."""
