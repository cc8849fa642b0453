"""The usual YAML language server as an editor talks to it: installed by npm, spoken to over stdio."""

import contextlib
import fcntl
import json
import os
import queue
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest

PACKAGE = "yaml-language-server@1.25.0"
PATIENCE = 45
"""Seconds for an answer, on a machine that does many things at once."""

Json = dict[str, Any]


def installed(top: Path) -> Path:
    """The server's program, installed below `.cache` where it is not there yet."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("npm is not installed, so there is no YAML language server to ask")
    home = top / ".cache" / "node" / PACKAGE
    program = home / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
    home.mkdir(parents=True, exist_ok=True)
    with alone(home):
        if not program.is_file():
            install(npm, home)
    return program


@contextlib.contextmanager
def alone(home: Path) -> Iterator[None]:
    """Only one of several test processes installs."""
    with (home / "lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def install(npm: str, home: Path) -> None:
    command = [npm, "install", "--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--prefix", ".", PACKAGE]
    made = subprocess.run(command, cwd=home, capture_output=True, text=True, check=False, timeout=300)
    if made.returncode:
        reason = f"the YAML language server could not be installed: {made.stderr.strip()[-500:]}"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)


class LanguageServer:
    """A running server; `settings` are those that an editor sends, such as the schemas by file."""

    def __init__(self, program: Path, folder: Path, settings: Json) -> None:
        self.folder = folder
        self._process = subprocess.Popen(
            ["node", str(program), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder
        )
        self._settings = settings
        self._number = 0
        self._answers: dict[int, queue.Queue[Json]] = {}
        self._faults: queue.Queue[Json] = queue.Queue()
        self._configured = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()
        root = folder.as_uri()
        self.ask("initialize", {"processId": os.getpid(), "rootUri": root, "capabilities": _CAPABILITIES})
        self.tell("initialized", {})
        self._configured.wait(PATIENCE)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.ask("shutdown", None)
            self.tell("exit", None)
            self._process.wait(timeout=PATIENCE)
        finally:
            self._process.kill()
            for stream in (self._process.stdin, self._process.stdout):
                assert stream is not None
                stream.close()

    def completions(self, name: str, marked: str) -> dict[str, Json]:
        """What is offered at the `|` of a text, by label."""
        found = self.ask("textDocument/completion", self._at_mark(name, marked))
        items = found["items"] if isinstance(found, dict) else found
        return {each["label"]: each for each in items}

    def hover(self, name: str, marked: str) -> str:
        """What is shown over the `|` of a text."""
        found = self.ask("textDocument/hover", self._at_mark(name, marked))
        return str(found["contents"]["value"]) if found else ""

    def faults(self, name: str, text: str) -> list[Json]:
        """The diagnostics of a text."""
        uri = self._open(name, text)
        while True:
            published = self._faults.get(timeout=PATIENCE)
            if published["uri"] == uri:
                return list(published["diagnostics"])

    def ask(self, method: str, params: Json | None) -> Any:
        """The answer to a request."""
        self._number += 1
        waiting: queue.Queue[Json] = queue.Queue()
        self._answers[self._number] = waiting
        self._send({"id": self._number, "method": method, "params": params})
        answer = waiting.get(timeout=PATIENCE)
        assert "error" not in answer, answer
        return answer["result"]

    def tell(self, method: str, params: Json | None) -> None:
        """A notification, which has no answer."""
        self._send({"method": method, "params": params})

    def _at_mark(self, name: str, marked: str) -> Json:
        before, mark, after = marked.partition("|")
        assert mark, "the place is marked by |"
        uri = self._open(name, before + after)
        line = before.count("\n")
        return {
            "textDocument": {"uri": uri},
            "position": {"line": line, "character": len(before) - before.rfind("\n") - 1},
        }

    def _open(self, name: str, text: str) -> str:
        """Open a text under a name that no other text of this session has."""
        folder, _, file = name.rpartition("/")
        uri = (self.folder / folder / f"{self._number}-{file}").as_uri()
        self._number += 1
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": document})
        return uri

    def _send(self, message: Json) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._process.stdin.flush()

    def _listen(self) -> None:
        stream = self._process.stdout
        assert stream is not None
        while head := stream.readline():
            length = int(head.split(b":")[1])
            while stream.readline().strip():
                pass
            self._take(json.loads(stream.read(length)))

    def _take(self, message: Json) -> None:
        if "method" in message and "id" in message:
            self._send({"id": message["id"], "result": self._given(message)})
            if message["method"] == "workspace/configuration":
                self._configured.set()
        elif "id" in message:
            self._answers.pop(message["id"]).put(message)
        elif message["method"] == "textDocument/publishDiagnostics":
            self._faults.put(message["params"])

    def _given(self, message: Json) -> Any:
        """What the server asks for: its settings by section; anything else wants a nod."""
        if message["method"] != "workspace/configuration":
            return None
        return [self._settings.get(each["section"]) for each in message["params"]["items"]]


_CAPABILITIES = {
    "textDocument": {
        "completion": {"completionItem": {"snippetSupport": True, "documentationFormat": ["markdown"]}},
        "hover": {"contentFormat": ["markdown"]},
        "publishDiagnostics": {},
    },
    "workspace": {"configuration": True, "didChangeConfiguration": {}},
}
