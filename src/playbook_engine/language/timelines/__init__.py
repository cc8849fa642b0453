"""Timeline tests as text: files of tests become values of `model.timeline`, with every fault at its place.

Here lives what a test says. Not here: running one (`simulation`), and what playbooks say (`meaning`).
"""
