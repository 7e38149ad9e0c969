"""What can be compared: learners, model specifications, treatments, and rows of a results table."""
