"""Features computed from audio, frames and text: from arrays to named columns."""
