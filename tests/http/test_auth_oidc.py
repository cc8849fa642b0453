"""Tokens of an identity provider on this machine: what counts, what does not, and keys that are rotated."""

import base64
import datetime as dt
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from playbook_engine.service.production.tokens_oidc import Provider
from playbook_engine.service.settings import Settings
from playbook_engine.service.wrong_use import WrongUse
from tests.http.conftest import House

pytestmark = pytest.mark.anyio

KEYS = {name: rsa.generate_private_key(public_exponent=65537, key_size=2048) for name in ("first", "second")}
CURVE = ec.generate_private_key(ec.SECP256R1())


class Issuer:
    """A provider that publishes keys, and counts how often it is asked."""

    def __init__(self) -> None:
        self.published: list[dict[str, Any]] = [self.public("first")]
        self.asked = 0
        self.down = False
        outer = self

        class Answers(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked += 1
                known = {"/.well-known/openid-configuration": outer.about, "/keys": outer.keys}
                body = json.dumps(known[self.path]()).encode()
                self.send_response(500 if outer.down else 200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Answers)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    def about(self) -> dict[str, str]:
        return {"issuer": self.address, "jwks_uri": f"{self.address}/keys"}

    def keys(self) -> dict[str, Any]:
        return {"keys": self.published}

    def public(self, name: str) -> dict[str, Any]:
        return {**RSAAlgorithm.to_jwk(KEYS[name].public_key(), as_dict=True), "kid": name, "use": "sig"}

    def stop(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    made = Issuer()
    yield made
    made.stop()


@pytest.fixture
def settings(sqlite_url: str, issuer: Issuer) -> Settings:
    return Settings(database_url=sqlite_url, oidc_issuer=issuer.address, oidc_audience="playbooks", requests_a_minute=0)


@pytest.fixture
async def claims(house: House, issuer: Issuer) -> dict[str, Any]:
    return {
        "iss": issuer.address,
        "aud": "playbooks",
        "sub": "ann",
        "exp": house.clock.at + dt.timedelta(minutes=5),
        "organisation": "two",
        "roles": ["operator", "emperor"],
        "answers_for": ["relationship owner"],
    }


def signed(claims: dict[str, Any], name: str = "first", **headers: str) -> str:
    return jwt.encode(claims, KEYS[name], algorithm="RS256", headers={"kid": name} | headers)


def forged(claims: dict[str, Any], algorithm: str, secret: bytes = b"") -> str:
    """A token that the library would not make."""
    parts = [json.dumps(each).encode() for each in ({"alg": algorithm, "kid": "first"}, claims)]
    text = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
    mark = hmac.digest(secret, text, "sha256") if secret else b""
    return (text + b"." + base64.urlsafe_b64encode(mark).rstrip(b"=")).decode()


async def status(house: House, token: str) -> int:
    answer = await house.client.get("/v1/caller", headers={"Authorization": f"Bearer {token}"})
    return answer.status_code


async def test_a_token_says_who_asks(house: House, claims: dict[str, Any]) -> None:
    answer = await house.client.get("/v1/caller", headers={"Authorization": f"Bearer {signed(claims)}"})
    assert answer.status_code == 200
    who = answer.json()
    assert who["answers_for"] == ["relationship owner"]
    assert (who["organisation"], who["subject"], who["roles"]) == ("two", "ann", ["operator"])
    assert "ann" not in who["credential"]
    assert await status(house, house.keys["one", "viewer"]) == 200, "API keys count beside tokens"


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "https://other.example"},
        {"aud": "others"},
        {"aud": None},
        {"sub": ""},
        {"sub": None},
        {"exp": dt.datetime(2026, 3, 16, 8, 59, tzinfo=dt.UTC)},
        {"exp": None},
        {"exp": "soon"},
        {"nbf": dt.datetime(2026, 3, 16, 9, 2, tzinfo=dt.UTC)},
        {"organisation": "three"},
        {"organisation": None},
        {"organisation": ["two"]},
        {"roles": []},
        {"roles": "emperor"},
        {"roles": None},
    ],
)
async def test_a_token_with_a_wrong_claim_does_not_count(
    house: House, claims: dict[str, Any], change: dict[str, Any]
) -> None:
    changed = {name: value for name, value in (claims | change).items() if value is not None}
    assert await status(house, signed(claims)) == 200
    assert await status(house, signed(changed)) == 401


async def test_roles_may_be_words(house: House, claims: dict[str, Any]) -> None:
    assert await status(house, signed(claims | {"roles": "viewer operator"})) == 200


async def test_an_expired_token_counts_no_more(house: House, claims: dict[str, Any]) -> None:
    token = signed(claims)
    assert await status(house, token) == 200
    house.clock.forward(minutes=6)
    assert await status(house, token) == 401


async def test_nobody_signs_with_the_public_key_or_not_at_all(house: House, claims: dict[str, Any]) -> None:
    secret = (
        KEYS["first"]
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    plain = claims | {"exp": int(claims["exp"].timestamp())}
    assert await status(house, forged(plain, "none")) == 401
    assert await status(house, forged(plain, "HS256", secret)) == 401
    assert await status(house, signed(claims, "second", kid="first")) == 401
    head, _, rest = signed(claims).partition(".")
    assert await status(house, f"{head}.{rest[:-6]}AAAAAA") == 401
    for nonsense in ("a.b.c", "x", "." * 3, "%00"):
        assert await status(house, nonsense) == 401


async def test_a_shared_secret_that_is_published_does_not_count(
    house: House, issuer: Issuer, claims: dict[str, Any]
) -> None:
    secret = b"0123456789abcdef0123456789abcdef"
    issuer.published.append({"kty": "oct", "kid": "s", "k": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY"})
    assert await status(house, jwt.encode(claims, secret, algorithm="HS256", headers={"kid": "s"})) == 401


async def test_other_kinds_of_public_keys_count(house: House, issuer: Issuer, claims: dict[str, Any]) -> None:
    issuer.published.append({**ECAlgorithm.to_jwk(CURVE.public_key(), as_dict=True), "kid": "curve"})
    assert await status(house, jwt.encode(claims, CURVE, algorithm="ES256", headers={"kid": "curve"})) == 200


async def test_a_rotated_key_is_looked_for_and_the_old_one_goes(
    house: House, issuer: Issuer, claims: dict[str, Any]
) -> None:
    assert await status(house, signed(claims)) == 200
    issuer.published = [issuer.public("second")]
    assert await status(house, signed(claims, "second")) == 401, "made-up names do not make us ask all the time"
    house.clock.forward(seconds=11)
    assert await status(house, signed(claims, "second")) == 200
    assert await status(house, signed(claims)) == 401


async def test_keys_are_kept_and_made_up_names_do_not_make_us_ask(
    house: House, issuer: Issuer, claims: dict[str, Any]
) -> None:
    for _ in range(5):
        assert await status(house, signed(claims)) == 200
        assert await status(house, signed(claims, kid="made up")) == 401
    assert issuer.asked == 2


async def test_a_provider_that_is_away_stops_only_those_who_never_came(
    house: House, issuer: Issuer, claims: dict[str, Any]
) -> None:
    issuer.down = True
    assert await status(house, signed(claims)) == 503
    house.clock.forward(seconds=11)
    issuer.down = False
    assert await status(house, signed(claims)) == 200
    issuer.down = True
    house.clock.forward(minutes=11)
    assert await status(house, signed(claims | {"exp": house.clock.at + dt.timedelta(minutes=1)})) == 200


async def test_another_issuer_behind_the_address_is_not_believed(
    house: House, issuer: Issuer, claims: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issuer, "about", lambda: {"issuer": "https://x.example", "jwks_uri": f"{issuer.address}/keys"})
    assert await status(house, signed(claims)) == 503


async def test_settings_that_cannot_be_trusted_are_refused(house: House) -> None:
    for issuer, audience in (("http://id.example.com", "a"), ("https://id.example.com", "")):
        house.runtime.settings = Settings(oidc_issuer=issuer, oidc_audience=audience)
        with pytest.raises(WrongUse):
            Provider(house.runtime)
