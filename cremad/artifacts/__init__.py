"""Artifacts on disk that are identified by the digest of their content: files, folders, code."""
