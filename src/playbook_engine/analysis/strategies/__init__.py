"""Generators of releases, settings and units.

Made from the catalogue of facts and from the constants of a release, so that boundaries are hit. Hypothesis is imported
in this folder and nowhere else in the product; what it draws are seeds, from which the values are made. Not here: laws
that the values are tried on, and any clock or stream of chance.
"""
