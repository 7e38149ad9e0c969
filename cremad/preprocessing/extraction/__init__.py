"""Extractors: what turns a row of `clips` (or a media file) into a row of a table, one module a table.

The same objects serve a folder, a watched folder and a service, so a clip has the same row in each.
Each is in a module of its own, so that a change to one leaves the cached rows of the others valid.
"""
