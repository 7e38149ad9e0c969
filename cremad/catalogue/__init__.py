"""What can be compared: learners, model specifications, protocols, rows of a results table."""
