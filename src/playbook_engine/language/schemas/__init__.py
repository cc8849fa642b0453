"""JSON Schemas of the files that people write, for editors; made from the keys, for everybody or for one folder.

Not here: reading or refusing a file, which `meaning` does; the schemas only help to write it.
"""
