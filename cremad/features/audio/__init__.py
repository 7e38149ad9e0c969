"""Sound to numbers: spectral, tonal and temporal features of a clip, and their frame-level matrices.

Compiled functions call none of another file: numba's cache would not notice that the other file has changed.
"""
