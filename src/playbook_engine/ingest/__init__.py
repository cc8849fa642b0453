"""What comes in: one module a source, such as book files, CSV folders, playbook folders and git revisions.

It opens files and turns records into values of `model`, naming each bad record. Not here: decisions,
the clock, what is remembered. It does not know `store` or `delivery`.
"""
