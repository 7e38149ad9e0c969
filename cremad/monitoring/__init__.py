"""Whether what comes in, and what is predicted from it, is still distributed as it was."""
