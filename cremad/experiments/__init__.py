"""Comparisons of models: options, plan, run, outcome, leaderboard, and from corpus to corpus."""
