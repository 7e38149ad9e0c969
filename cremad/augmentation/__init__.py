"""More to train on: clips changed as hearing and sight allow, and rows made up from those of training actors."""
