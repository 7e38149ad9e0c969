"""What is wrong with clips: measures of a signal, rules that find defects, the registry of known ones."""
