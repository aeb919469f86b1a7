"""Tokens: what is accepted, what is refused, and how often keys are fetched."""

import base64
import json
import stat
from pathlib import Path

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from shared.event_sourcing.decider import Role
from shared.identity.principal import Principal, ServicePrincipal
from shared.identity.tokens import (
    AUDIENCE,
    ISSUER,
    LEEWAY,
    REFRESH,
    SERVICE_AUDIENCE,
    SERVICE_TYPE,
    InvalidToken,
    Jwks,
    KeysUnavailable,
    TokenIssuer,
    TokenVerifier,
)

PERSON = Principal("lin", "林美玲", (Role.INSPECTOR, Role.OFFICE), None, "DX001")


class Time:
    def __init__(self) -> None:
        self.seconds = 1_800_000_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def issuer(tmp_path: Path, time: Time) -> TokenIssuer:
    return TokenIssuer(tmp_path / "keys" / "roster-token.pem", lifetime=3600, now=time)


@pytest.fixture
def verifier(issuer: TokenIssuer, time: Time) -> TokenVerifier:
    return TokenVerifier.local(issuer.jwks(), now=time)


async def test_a_token_brings_back_the_person(issuer: TokenIssuer, verifier: TokenVerifier) -> None:
    assert await verifier.verify(issuer.issue(PERSON)) == PERSON


async def test_a_token_lives_a_quarter_of_an_hour_unless_told_otherwise(tmp_path: Path, time: Time) -> None:
    issuer = TokenIssuer(tmp_path / "key.pem", now=time)
    person = await TokenVerifier.local(issuer.jwks(), now=time).verify(issuer.issue(PERSON))
    assert person.until == time() + 15 * 60


async def test_a_renewed_token_is_of_the_same_session_and_ends_with_it(
    issuer: TokenIssuer, verifier: TokenVerifier, time: Time
) -> None:
    first = await verifier.verify(issuer.issue(PERSON, "session", time() + 4000))
    time.seconds += 3500
    last = await verifier.verify(issuer.issue(PERSON, "session", first.until + 400))
    assert (first.session, last.session) == ("session", "session")
    assert last.until == first.until + 400


async def test_tokens_without_a_session_share_none(issuer: TokenIssuer, verifier: TokenVerifier) -> None:
    """The mark of forms is made from it: it must be as secret as the token."""
    one, other = [await verifier.verify(issuer.issue(PERSON)) for _ in range(2)]
    assert one.session != other.session
    assert len(one.session) == 64


async def test_the_key_file_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    first, second = TokenIssuer(path), TokenIssuer(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert first.jwks() == second.jwks()
    assert "d" not in first.jwks()["keys"][0]


async def test_a_token_expires_even_when_it_was_verified_before(
    issuer: TokenIssuer, verifier: TokenVerifier, time: Time
) -> None:
    token = issuer.issue(PERSON)
    await verifier.verify(token)
    time.seconds += 3600 + LEEWAY
    with pytest.raises(InvalidToken, match="expired"):
        await verifier.verify(token)


async def test_a_tampered_token_is_refused(issuer: TokenIssuer, verifier: TokenVerifier) -> None:
    header, payload, signature = issuer.issue(PERSON).split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    claims["roles"] = ["chief_inspector"]
    forged = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    with pytest.raises(InvalidToken):
        await verifier.verify(f"{header}.{forged}.{signature}")


async def test_an_unsigned_token_is_refused(issuer: TokenIssuer, verifier: TokenVerifier) -> None:
    await verifier.verify(issuer.issue(PERSON))
    kid = issuer.jwks()["keys"][0]["kid"]
    payload = issuer.issue(PERSON).split(".")[1]
    header = base64.urlsafe_b64encode(json.dumps({"alg": "none", "kid": kid}).encode()).decode().rstrip("=")
    with pytest.raises(InvalidToken):
        await verifier.verify(f"{header}.{payload}.")


async def test_a_token_signed_with_the_public_key_as_a_secret_is_refused(
    issuer: TokenIssuer, verifier: TokenVerifier, time: Time
) -> None:
    public = issuer.jwks()["keys"][0]
    secret = OctKey.import_key(str(public["x"]))
    claims = {"sub": "x", "name": "x", "roles": [], "iss": ISSUER, "aud": AUDIENCE, "exp": int(time()) + 60}
    forged = jwt.encode({"alg": "HS256", "kid": str(public["kid"])}, claims, secret, algorithms=["HS256"])
    with pytest.raises(InvalidToken):
        await verifier.verify(forged)


@pytest.mark.parametrize(
    "wrong",
    [
        {"aud": "elsewhere"},
        {"iss": "somebody"},
        {"exp": None},
        {"sub": None},
        {"sid": None},
        {"roles": ["king"]},
    ],
)
async def test_a_token_with_wrong_claims_is_refused(
    issuer: TokenIssuer, verifier: TokenVerifier, time: Time, wrong: dict[str, object]
) -> None:
    claims = {
        "iss": ISSUER, "aud": AUDIENCE, "sub": "x", "name": "x", "roles": ["office"],
        "unit": None, "inspector": None, "sid": "s", "iat": int(time()), "exp": int(time()) + 60,
    } | wrong  # fmt: skip
    given = {
        name: value for name, value in claims.items() if value is not None or name in ("unit", "inspector")
    }
    token = jwt.encode(issuer._header, given, issuer._key, algorithms=["Ed25519"])
    with pytest.raises(InvalidToken):
        await verifier.verify(token)


@pytest.mark.parametrize("nonsense", ["", "a.b.c", "令牌", "....", "e30.e30.e30"])
async def test_nonsense_is_refused(verifier: TokenVerifier, nonsense: str) -> None:
    with pytest.raises(InvalidToken):
        await verifier.verify(nonsense)


async def test_keys_are_fetched_for_an_unknown_key_but_not_more_often_than_allowed(
    tmp_path: Path, issuer: TokenIssuer, time: Time
) -> None:
    fetched = 0

    async def fetch() -> Jwks:
        nonlocal fetched
        fetched += 1
        return issuer.jwks()

    verifier = TokenVerifier("", fetch=fetch, now=time)
    foreign = TokenIssuer(tmp_path / "foreign.pem", now=time).issue(PERSON)
    await verifier.verify(issuer.issue(PERSON))
    for _ in range(5):
        with pytest.raises(InvalidToken):
            await verifier.verify(foreign)
    assert fetched == 1
    time.seconds += REFRESH
    with pytest.raises(InvalidToken):
        await verifier.verify(foreign)
    assert fetched == 2


async def test_a_new_key_is_taken_up_when_its_first_token_comes(
    tmp_path: Path, issuer: TokenIssuer, time: Time
) -> None:
    current = issuer

    async def fetch() -> Jwks:
        return current.jwks()

    verifier = TokenVerifier("", fetch=fetch, now=time)
    await verifier.verify(issuer.issue(PERSON))
    current = TokenIssuer(tmp_path / "new.pem", now=time)
    time.seconds += REFRESH
    assert await verifier.verify(current.issue(PERSON)) == PERSON


async def test_while_keys_cannot_be_fetched_no_token_is_called_invalid(
    issuer: TokenIssuer, time: Time
) -> None:
    async def fetch() -> Jwks:
        raise ValueError("not there")

    verifier = TokenVerifier("", fetch=fetch, now=time)
    for _ in range(2):
        with pytest.raises(KeysUnavailable):
            await verifier.verify(issuer.issue(PERSON))


async def test_a_service_is_no_person(issuer: TokenIssuer, verifier: TokenVerifier, time: Time) -> None:
    service = await verifier.verify(issuer.issue_service("city", "市级督导平台", ["roster.read"]))
    assert isinstance(service, ServicePrincipal)
    assert (service.id, service.name, service.scopes) == ("city", "市级督导平台", frozenset({"roster.read"}))
    assert (service.roles, service.unit, service.inspector, service.session) == (
        (Role.SYSTEM,),
        None,
        None,
        "",
    )
    assert service.until == time() + issuer.lifetime


async def test_a_service_is_let_in_no_longer_than_its_token_says(
    issuer: TokenIssuer, verifier: TokenVerifier, time: Time
) -> None:
    token = issuer.issue_service("city", "市级督导平台", ["roster.read"])
    await verifier.verify(token)
    time.seconds += issuer.lifetime + LEEWAY + 1
    with pytest.raises(InvalidToken):
        await verifier.verify(token)


@pytest.mark.parametrize(
    ("typ", "audience"),
    [("JWT", SERVICE_AUDIENCE), (SERVICE_TYPE, AUDIENCE), ("at+jwt", SERVICE_AUDIENCE)],
)
async def test_a_token_of_one_kind_never_passes_for_the_other(
    issuer: TokenIssuer, verifier: TokenVerifier, time: Time, typ: str, audience: str
) -> None:
    """Also when it says everything that either kind would say."""
    claims = {
        "iss": ISSUER, "aud": audience, "sub": "x", "name": "x", "roles": ["office"], "scope": "roster.read",
        "unit": None, "inspector": None, "sid": "s", "iat": int(time()), "exp": int(time()) + 60,
    }  # fmt: skip
    header = issuer._header | {"typ": typ}
    token = jwt.encode(header, claims, issuer._key, algorithms=["Ed25519"])
    with pytest.raises(InvalidToken):
        await verifier.verify(token)


async def test_a_token_for_persons_and_services_is_neithers_but_its_types(
    issuer: TokenIssuer, verifier: TokenVerifier, time: Time
) -> None:
    claims = {
        "iss": ISSUER, "aud": [AUDIENCE, SERVICE_AUDIENCE], "sub": "x", "name": "x", "roles": ["office"],
        "scope": "roster.read", "unit": None, "inspector": None, "sid": "s", "exp": int(time()) + 60,
    }  # fmt: skip
    header = issuer._header | {"typ": SERVICE_TYPE}
    service = await verifier.verify(jwt.encode(header, claims, issuer._key, algorithms=["Ed25519"]))
    assert isinstance(service, ServicePrincipal)
    assert not service.may("roster.open_account")
