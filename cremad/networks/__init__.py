"""Neural networks: their architecture, what they are given, and their scikit-learn face."""
