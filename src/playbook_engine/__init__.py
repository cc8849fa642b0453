"""Receivables playbooks as code: what happens next for every customer, why, and why nothing else does."""
