"""Stored models: description, recipe of their features, lineage, aliases, and prediction."""
