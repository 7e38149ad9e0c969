"""Text features, and a baseline that measures how much of the label the sentence alone reveals."""
