"""Templates as text: cut into pieces, read through by kinds, filled in with values.

A strict and bounded form of Liquid: our own tags and filters only, every variable declared, no clock. Not here: which
template a message takes, and where its values come from.
"""
