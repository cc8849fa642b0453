"""Lets `python -m playbook_engine` stand for the `playbook` command."""

from playbook_engine.cli.main import main

if __name__ == "__main__":
    main(prog_name="playbook")
