"""Corpora: how they lie on disk, what is in them, how they are fetched, made and split."""
