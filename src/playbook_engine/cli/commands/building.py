"""`playbook build`."""

from pathlib import Path

import rich_click as click

from playbook_engine.cli import options

_PATH = click.Path(path_type=Path)


@options.command(
    "playbook build playbooks -o release.json",
    "playbook build playbooks -o release-8.json --previous release-7.json --book book.json",
)
@options.folder
@click.option("-o", "--output", type=_PATH, required=True, metavar="FILE", help="Where the release goes.")
@click.option("--previous", type=_PATH, metavar="FILE", help="The last release: versions that cases follow are kept.")
@click.option(
    "--book", "book_path", type=_PATH, metavar="PATH", help="Keep only versions that this book's cases follow."
)
@options.formats("human", "json")
@options.quiet
def build(
    *,
    folder: Path | None,
    playbooks: Path | None,
    output: Path,
    previous: Path | None,
    book_path: Path | None,
    form: str,
    quiet: bool,
) -> None:
    """Make a release: one file with all that deciding needs, and a fingerprint of its meaning.

    Comments, order of keys and formatting do not change the fingerprint. With `--previous` a case under way can keep
    the version of a playbook that it started with.
    """
    import msgspec

    from playbook_engine.cli.output import write
    from playbook_engine.cli.sources import book_from, checked_release, one_folder
    from playbook_engine.service.building import built
    from playbook_engine.service.meaning import fingerprints
    from playbook_engine.service.releases import load_release, save_release

    made = checked_release(one_folder(folder, playbooks), quiet=quiet)
    book = book_from(book_path, made, strict=True, quiet=quiet)[0] if book_path else None
    result = built(made, load_release(previous) if previous else None, book)
    save_release(result.release, output)
    if form == "json":
        about = {"fingerprint": result.fingerprint, "playbooks": fingerprints(result.release), "kept": result.kept}
        write(msgspec.json.encode(about) + b"\n")
        return
    click.echo(result.fingerprint)
    if not quiet:
        from playbook_engine.cli.output import note

        names = ", ".join(f"{each.name} {each.version}" for each in result.release.playbooks[: result.release.current])
        note(f"{output}: {names}" + (f"; kept: {', '.join(result.kept)}" if result.kept else ""))
