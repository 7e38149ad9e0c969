"""Emotion recognition on CREMA-D: the library. It knows nothing of Prefect, YAML or the environment."""
