"""Faults of a set of playbooks against an earlier state of it."""

from playbook_engine.model.codes import code

SAME_VERSION = code("PB290", "error", "the meaning changed and the version did not")
LOWER_VERSION = code("PB291", "error", "the version is lower than before")
REMOVED = code("PB292", "error", "a playbook was removed while cases follow it")
REMOVED_UNSEEN = code("PB293", "warning", "a playbook was removed, and cases may follow it")
