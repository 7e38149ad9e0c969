"""A package beside the project that adds a learner, a feature set, a corpus and a metric, by a module each."""
