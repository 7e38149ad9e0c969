"""Feature selection on the training actors of every fold, and the stability of the selection."""
