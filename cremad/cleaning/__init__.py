"""Defects of clips: measures of a signal, rules that find defects, the registry of known defects."""
