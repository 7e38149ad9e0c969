"""What every table holds: each column described once, rendered to Arrow, Great Expectations and docs."""
