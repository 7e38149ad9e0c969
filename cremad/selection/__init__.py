"""Which features a model is given, chosen anew on the training actors of every fold; how stable the choice is."""
