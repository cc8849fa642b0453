"""Every key of the organisation file and of a playbook file, once, as data.

Types of values, defaults, a sentence and an example each; the ways to write each phrase. Not here: reading
anything, or a check that needs more than one key.
"""
