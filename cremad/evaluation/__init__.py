"""How good predictions are, how sure that is, and whether anything has leaked into them."""
