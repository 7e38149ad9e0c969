"""Comparisons of models: options, plan, run, outcome, leaderboard, cross-corpus."""
