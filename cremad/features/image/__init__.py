"""Frames to numbers: gradients, textures and colours of a face, and how they change over a clip."""
