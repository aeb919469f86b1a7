"""Signing in with the office's identity provider: there, and back with an answer."""

from typing import Final

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from services.roster.adapters.door import TooManySignIns
from services.roster.adapters.journeys import LONGEST, JourneyUnknown
from services.roster.adapters.provider import NotConfirmed, ProviderUnavailable
from services.roster.adapters.provider_sign_in import NobodyHere, ProviderSignIn
from services.roster.entrypoints.not_let_in import address_of
from services.roster.entrypoints.pages import Wanted, sign_in_page, with_session
from shared.runtime.pages import LEDGER, own_address, page_router, see_other
from shared.runtime.problems import not_found

router = page_router()

PROVIDER: Final = "/roster/sign-in/provider"
JOURNEY: Final = "dudao_journey"


@router.get("/sign-in/provider")
async def go(request: Request, next_url: Wanted = LEDGER) -> Response:
    """Send the browser to the provider; what proves that it was this browser stays in it."""
    signing_in = _signing_in(request)
    wanted = own_address(next_url)
    try:
        address, secret = await signing_in.go(wanted, address_of(request))
    except ProviderUnavailable as error:
        return sign_in_page(request, next_url=wanted, error=str(error), status=503)
    except TooManySignIns as error:
        return sign_in_page(request, next_url=wanted, error=str(error), status=error.status)
    response = RedirectResponse(address, 303)
    response.set_cookie(
        JOURNEY,
        secret,
        max_age=int(LONGEST.total_seconds()),
        path=PROVIDER,
        secure=signing_in.secure,
        httponly=True,
        samesite="lax",  # The way back begins on the provider's site, and a strict cookie would not come along.
    )
    return response


@router.get("/sign-in/provider/return")
async def come_back(request: Request) -> Response:
    """Let in whom the provider has confirmed and who has an account here."""
    answer = dict(request.query_params)
    try:
        signed_in, wanted = await _signing_in(request).back(request.cookies.get(JOURNEY, ""), answer)
        response = with_session(see_other(wanted), signed_in)
    except (JourneyUnknown, NotConfirmed) as error:
        response = sign_in_page(request, error=str(error), status=401)
    except NobodyHere as error:
        response = sign_in_page(request, error=str(error), status=403)
    except ProviderUnavailable as error:
        response = sign_in_page(request, error=str(error), status=503)
    response.delete_cookie(JOURNEY, path=PROVIDER, httponly=True, samesite="lax")
    return response


def _signing_in(request: Request) -> ProviderSignIn:
    signing_in: ProviderSignIn | None = request.app.state.provider_sign_in
    if signing_in is None:
        raise not_found("登录方式", "")
    return signing_in
