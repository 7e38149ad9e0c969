"""Transcripts to numbers, and the yardstick that tells how much of the label a sentence gives away."""
