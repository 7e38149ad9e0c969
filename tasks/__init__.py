"""Prefect tasks: they cache, retry and report; the computing is done in `cremad`."""
