"""Audio features: spectral, tonal and temporal features of a clip, and their frame-level matrices.

Compiled functions call none of another file, since numba's cache does not notice changes of the other file.
"""
