"""Random generators that are passed as arguments: named streams of one seed, a linear congruential generator."""
