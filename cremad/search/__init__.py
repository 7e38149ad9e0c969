"""Search over options: spaces, strategies, studies that survive a kill, and scores that are nested."""
