"""Randomness arrives as an argument: named child streams of one seed, and the linear congruential generator."""
