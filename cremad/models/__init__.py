"""Estimators, one learner or family of learners a module."""
