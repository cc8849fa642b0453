"""Phrases in words, each read by one function that gives a value of `model` or raises `Misread`.

Here lives the grammar inside a scalar. Not here: files, mappings, or a name that stands in another file.
"""
