"""The `playbook` command."""

import click


@click.group(name="playbook")
@click.version_option(package_name="playbook-engine", prog_name="playbook")
def main() -> None:
    """Check, test and explain receivables playbooks."""
