"""Things on disk known by the digest of their content: files, folders, code."""
