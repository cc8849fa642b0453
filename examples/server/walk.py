#!/usr/bin/env python3
"""A walk through the server as its users take it: keys, a release by two people, state in, work, why, a send.

    python3 examples/server/walk.py --url http://127.0.0.1:8080 --key pbk_…

`--key` is that of an admin of an organisation without a release. Uses the standard library alone.
"""

import argparse
import json
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

TOP = Path(__file__).resolve().parents[2]
PATIENCE = 120
"""Seconds that the server is given to decide everything."""


class Refused(Exception):
    """The server said no, and why."""


class Client:
    """The server, with the key of one person or system."""

    def __init__(self, url: str, key: str) -> None:
        self.url = url
        self.key = key

    def get(self, path: str, **query: str) -> Any:
        """What the server says of something."""
        return self._ask("GET", f"{path}?{urllib.parse.urlencode(query)}" if query else path)

    def post(self, path: str, body: object) -> Any:
        """Send a JSON body."""
        return self._ask("POST", path, json.dumps(body).encode(), "application/json")

    def send(self, path: str, data: bytes, media_type: str) -> Any:
        """Send a body as it is."""
        return self._ask("POST", path, data, media_type)

    def _ask(self, method: str, path: str, body: bytes | None = None, media_type: str = "") -> Any:
        headers = {"Authorization": f"Bearer {self.key}"}
        if media_type:
            headers["Content-Type"] = media_type
        request = urllib.request.Request(self.url + path, data=body, headers=headers, method=method)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - the address that was given
                return json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as wrong:
            problem = wrong.read().decode(errors="replace")
            raise Refused(f"{method} {path}: {wrong.code} {problem}") from None


def main() -> int:
    """Take the walk."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--url", default="http://127.0.0.1:8080")
    options.add_argument("--key", required=True)
    options.add_argument("--playbooks", type=Path, default=TOP / "playbooks")
    options.add_argument("--book", type=Path, default=TOP / "examples" / "book")
    chosen = options.parse_args()
    try:
        walk(Client(chosen.url, chosen.key), chosen.playbooks, chosen.book)
    except Refused as wrong:
        print(f"refused: {wrong}", file=sys.stderr)
        return 1
    return 0


def walk(admin: Client, playbooks: Path, book: Path) -> None:
    """Each step is one that a person or a system of a company takes."""
    people = keys(admin)
    publish(people["author"], people["approver"], playbooks)
    sync(people["service"], book)
    decided(people["viewer"])
    worked = worklist(people["operator"])
    why(people["viewer"], worked)
    deliver(people["service"])
    audited(people["auditor"])


def keys(admin: Client) -> Mapping[str, Client]:
    """A key for each: people do not share one, and whoever publishes does not approve."""
    people = {
        "service": "erp-sync", "author": "ann", "approver": "bea", "operator": "sam",
        "viewer": "vera", "auditor": "otto",
    }  # fmt: skip
    say("Keys, shown once each")
    made = {}
    for role, subject in people.items():
        made[role] = Client(
            admin.url, admin.post("/v1/credentials", {"subject": f"{subject}@example.com", "roles": [role]})["key"]
        )
        print(f"  {subject}@example.com may {role}")
    return made


def sync(service: Client, book: Path) -> None:
    """State in, table by table and in no particular order: records may speak of accounts that come later."""
    say("State in, over HTTP")
    for table in sorted(book.glob("*.csv"), reverse=True):
        query = urllib.parse.urlencode({"kind": table.stem, "source": "erp"})
        report = service.send(f"/v1/records?{query}", table.read_bytes(), "text/csv")
        counts = ", ".join(f"{report[what]} {what}" for what in ("new", "changed", "late", "refused") if report[what])
        print(f"  {table.name:<22} {counts}")
        for remark in report["remarks"]:
            print(f"    {remark}")


def publish(author: Client, approver: Client, playbooks: Path) -> None:
    """Checked, tested and stored by one person; approved and put in force by another."""
    say("A release by two people")
    files = {
        path.relative_to(playbooks).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(playbooks.rglob("*"))
        if path.is_file() and path.suffix in {".yaml", ".liquid"}
    }
    published = author.post("/v1/releases", {"files": files, "title": "Starter playbooks"})
    number = published["release"]["number"]
    checks = published["checks"]
    print(f"  release {number}: {checks['tests']} timeline tests passed, fingerprint "
          f"{published['release']['fingerprint'][:12]}")  # fmt: skip
    approver.post(f"/v1/releases/{number}/approval", {})
    approver.post("/v1/activations", {"release": number, "note": "first release"})
    print("  approved and put in force by bea@example.com")


def decided(viewer: Client) -> None:
    """Wait until every account was decided."""
    say("Decided")
    began = time.monotonic()
    while time.monotonic() - began < PATIENCE:
        if not waiting(viewer):
            break
        time.sleep(0.2)
    else:
        raise Refused(f"not everything was decided within {PATIENCE} seconds")
    for state in ("due", "awaiting approval", "planned"):
        found = viewer.get("/v1/actions", state=state, limit="1000")["items"]
        print(f"  {len(found)} actions {state}")
    for kind in viewer.get("/v1/exceptions/kinds"):
        print(f"  {kind['count']} exceptions `{kind['kind']}`: {kind['to_do']}")


def waiting(viewer: Client) -> float:
    """How many units are still to be decided, as monitoring sees it."""
    with urllib.request.urlopen(viewer.url + "/metrics", timeout=60) as answer:  # noqa: S310
        lines = answer.read().decode().splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith("playbook_units_waiting "))


def worklist(operator: Client) -> list[dict[str, Any]]:
    """What people have to do, the most urgent first."""
    say("The worklist")
    found: list[dict[str, Any]] = operator.get("/v1/worklist", limit="8")["items"]
    for each in found:
        amount = each["amount"]
        money = f"{amount['minor'] / 100:,.2f} {amount['currency']}" if amount else ""
        print(f"  {each['collector'] or '-':<12} {each['kind']:<6} {each['state']:<18} "
              f"{each['account_name']:<26} {money:>16}  {each['action'].get('title') or each['step']}")  # fmt: skip
    return found


def why(viewer: Client, worked: list[dict[str, Any]]) -> None:
    """One case explained: every condition that was tried, and how far it was from the other answer."""
    say("Why, for the first of them")
    told = viewer.get("/v1/why", case=worked[0]["case"])
    for line in sentences(told):
        print(f"  {line}")


def sentences(told: Any) -> list[str]:
    """The sentences of an explanation."""
    return [line for case in told["cases"] for line in case["sentences"]]


def deliver(service: Client) -> None:
    """The hands: claim what is due, start (the account is decided once more in that moment), send, complete."""
    say("One message goes out")
    claimed = service.post("/v1/actions/claim", {"kinds": ["email"], "limit": 1})
    for claim in claimed:
        held = {"id": claim["message"], "fence": claim["fence"]}
        service.post("/v1/actions/start", held)
        print(f"  to {', '.join(claim['text']['recipients'])}: {claim['text']['subject']}")
        service.post("/v1/actions/complete", {**held, "outcome": {"provider": "example", "message": "0001"}})
        print("  sent, and remembered as a touch: nobody hears it twice")


def audited(auditor: Client) -> None:
    """What was done, by whom, in a chain that no row can leave unseen."""
    say("The audit log")
    found = auditor.get("/v1/audit", limit="5")["items"]
    for each in found:
        print(f"  {each['number']:>4} {each['at'][:19]} {each['actor']:<22} {each['act']}")


def say(title: str) -> None:
    """A heading."""
    print(f"\n== {title}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
