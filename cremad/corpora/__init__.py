"""Corpora: their layouts and content, and how they are downloaded, generated and split."""
