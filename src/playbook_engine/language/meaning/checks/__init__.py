"""What is wrong with a playbook although each of its keys is right.

Here live checks over several steps, holds or files. Not here: anything that needs a case or a day to say.
"""
