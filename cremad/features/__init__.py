"""What models see: numbers computed from sound, frames and text. Arrays in, named columns out."""
