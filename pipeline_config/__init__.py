"""Profiles: the option models of the library composed into one typed, frozen whole."""
