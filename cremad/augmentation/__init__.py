"""Augmentation: label-preserving changes of clips, and synthetic rows from those of training actors."""
