"""Runs the product and kills it at one moment of its writing: `python killed.py WHEN NUMBER ARGUMENT...`.

WHEN is `open` (the file beside is there, nothing in it), `rename` (all of it is written), or `bytes` (after NUMBER
bytes); of the first two the NUMBERth time counts.
"""

import os
import resource
import signal
import sys

from playbook_engine.cli.main import main


def kill_at(event: str, number: int) -> None:
    """Die at the NUMBERth time that a file is opened for writing, or takes its place."""
    left = number

    def hook(name: str, of: tuple[object, ...]) -> None:
        nonlocal left
        wanted = name == "os.rename" if event == "rename" else name == "open" and "w" in str(of[1])
        if wanted:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def kill_after(size: int) -> None:
    """Let the system kill it as soon as a file grows longer than this."""
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


if __name__ == "__main__":
    when, count, *arguments = sys.argv[1:]
    sys.argv = ["playbook", *arguments]
    kill_after(int(count)) if when == "bytes" else kill_at(when, int(count))
    main()
