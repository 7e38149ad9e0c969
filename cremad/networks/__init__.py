"""Neural networks: their architecture, inputs, training and scikit-learn interface."""
