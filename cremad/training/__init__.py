"""Fitting on some clips and predicting others."""
