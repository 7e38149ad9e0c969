"""Sound to numbers: spectral, tonal and temporal features of a clip, and their frame-level matrices."""
