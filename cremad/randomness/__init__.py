"""Randomness arrives as an argument: named child streams of one seed, and a linear congruential generator."""
