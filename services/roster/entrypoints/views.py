"""What the pages of the roster show: plain data given to the templates."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SignInView:
    """The sign-in form. `next_url` is where the reader wanted to go; `error` says why he was not let in.

    `office` is the full name of the office, `help` says how to get an account, `notice` why he is asked again;
    `provider_url` leads to the identity provider, when there is one.
    """

    url: str
    office: str
    account: str = ""
    next_url: str = ""
    error: str = ""
    help: str = ""
    notice: str = ""
    provider_url: str = ""
    provider_label: str = ""


@dataclass(frozen=True, slots=True)
class PasswordView:
    """The form that replaces a password; `error` says why it was not replaced."""

    url: str
    office: str
    account: str = ""
    next_url: str = ""
    error: str = ""
