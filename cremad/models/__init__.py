"""Estimators by name, the experiment that compares them, and how they are stored."""
