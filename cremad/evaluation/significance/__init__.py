"""Whether one row of a results table is better than another, and by how much."""
