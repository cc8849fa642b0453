"""Faults of a folder of playbooks that keep a file from being read at all."""

from playbook_engine.model.codes import code

NOT_READ = code("PB195", "error", "a file cannot be read")
TOO_MANY = code("PB196", "error", "a folder holds too many files")
