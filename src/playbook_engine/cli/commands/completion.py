"""`playbook completion`."""

import rich_click as click

from playbook_engine.cli import options


@options.command(
    'eval "$(playbook completion bash)"  # in ~/.bashrc',
    'eval "$(playbook completion zsh)"  # in ~/.zshrc',
    "playbook completion fish > ~/.config/fish/completions/playbook.fish",
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print what makes a shell complete commands and options."""
    from click.shell_completion import get_completion_class

    chosen = get_completion_class(shell)
    assert chosen is not None
    group = context.find_root().command
    click.echo(chosen(group, {}, "playbook", "_PLAYBOOK_COMPLETE").source())
