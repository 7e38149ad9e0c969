"""Search over options: spaces, strategies, resumable studies, and nested scores."""
