"""An inspector's phone: a browser with the recorder open, over a line that may fail."""

import base64
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, FilePayload, Page

from shared.identity.principal import Principal
from shared.runtime.caller import SESSION
from tests.system.pages.chromium import ARGUMENTS, chromium
from tests.system.pages.line import Line
from tests.system.pages.site import NOW, Site

RECORDER = "/inspection/recorder"
PATIENCE = 15_000  # milliseconds
PLACE: Any = {"latitude": 31.084601, "longitude": 121.1372, "accuracy": 15.4}
AS_A_PHONE: dict[str, Any] = {
    "locale": "zh-CN",
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "permissions": ["geolocation"],
    "geolocation": PLACE,
}
NOISE = """async (size) => {
  const canvas = Object.assign(document.createElement('canvas'), {width: size, height: size});
  const pixels = new ImageData(size, size);
  for (let at = 0; at < pixels.data.length; at += 65536) crypto.getRandomValues(pixels.data.subarray(at, at + 65536));
  for (let at = 3; at < pixels.data.length; at += 4) pixels.data[at] = 255;
  canvas.getContext('2d').putImageData(pixels, 0, 0);
  return canvas.toDataURL('image/jpeg', 0.9).split(',')[1];
}"""
MADE_AT = b"31/1 5/1 121/1 8/1"
"""Where the camera says the picture was taken."""


class Phone:
    """`page` shows the recorder. Whatever goes wrong in it is in `faults`."""

    def __init__(self, site: Site, line: Line, context: BrowserContext) -> None:
        self._site, self.line, self.context = site, line, context
        self.faults: list[str] = []
        context.set_default_timeout(PATIENCE)
        context.clock.set_fixed_time(NOW)
        self.page = self.opened()

    def opened(self) -> Page:
        """One more page."""
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.faults.append(f"error {error}"))
        page.on("dialog", lambda dialog: self.faults.append(f"dialog {dialog.message}"))
        page.on("console", self._heard)
        return page

    def sign_in(self, person: Principal, lifetime: float = 3600) -> None:
        cookie: Any = {
            "name": SESSION, "value": self._site.token(person, lifetime), "url": self.line.origin, "httpOnly": True,
            "sameSite": "Lax",
        }  # fmt: skip
        self.context.add_cookies([cookie])

    def visit(self) -> None:
        """Open the recorder, with or without a network."""
        self.page.goto("about:blank")  # From one part of the page to another would be no visit.
        self.page.goto(f"{self.line.origin}{RECORDER}")
        self.page.wait_for_selector("#begin, #check-in, #sign-in")

    def install(self, person: Principal) -> None:
        """Open the recorder once with a network, and wait until the phone keeps it."""
        self.sign_in(person)
        self.visit()
        self.page.evaluate("navigator.serviceWorker.ready.then(() => null)")

    def empty(self) -> None:
        """Take everything off the phone but the page itself."""
        self.page.evaluate(
            """() => new Promise((resolve, reject) => {
              localStorage.clear();
              indexedDB.open('dudao-recorder').onsuccess = ({target: {result: base}}) => {
                const all = base.transaction([...base.objectStoreNames], 'readwrite');
                for (const name of base.objectStoreNames) all.objectStore(name).clear();
                all.oncomplete = () => { base.close(); resolve() };
              };
            })"""
        )

    def begin(self, unit: str) -> None:
        self.page.fill("#other-unit", unit)
        self.page.click("#begin-other")
        self.page.wait_for_selector("#locate")

    def check_in(self, themes: str = "校园安全") -> None:
        self.page.click("#locate")
        self.sees("已签到")
        self.page.fill("#themes", themes)

    def add(self, **said: str) -> None:
        """Add a finding; `said` are its fields by the end of their ids."""
        page, n = self.page, self.page.locator("#findings .sub-form").count()
        page.click("#add-finding")
        form = page.locator("#findings .sub-form").nth(n)
        form.wait_for()
        form.locator(f"[value='{said.pop('severity')}']").check()
        page.wait_for_function("n => document.querySelectorAll('#findings :checked').length === n", arg=n + 1)
        for name, value in said.items():
            form.locator(f"[id$='-{name}']").fill(value)

    def feed_back(self, to: str = "袁伟（校长）") -> None:
        self.page.check("#fed-back")
        self.page.fill("#told", to)

    def photograph(self, *files: FilePayload, among: str = "#gallery") -> None:
        """Choose pictures, and wait until they are kept."""
        shown = self.page.locator("figure").count()
        self.page.set_input_files(f"{among} input[data-source=gallery]", list(files))
        self.page.wait_for_function(
            "n => document.querySelectorAll('figure').length === n", arg=shown + len(files)
        )

    def hand_in(self) -> str:
        """Press the button; the id of the visit."""
        self.page.click("#hand-in")
        self.page.wait_for_selector("#said")
        return self.page.url.rsplit("/", 1)[-1]

    def back_online(self) -> None:
        """What the phone says to its pages when it has found a network."""
        self.page.evaluate("() => { dispatchEvent(new Event('online')) }")

    def sees(self, text: str) -> None:
        self.page.get_by_text(text).first.wait_for()

    def kept(self) -> list[dict[str, Any]]:
        """The visits on this phone, with the photos of each."""
        found: list[dict[str, Any]] = self.page.evaluate(
            """() => new Promise((resolve) => {
              indexedDB.open('dudao-recorder').onsuccess = ({target: {result: base}}) => {
                const of = base.transaction(['visits', 'photos']);
                const [visits, photos] = ['visits', 'photos'].map((name) => of.objectStore(name).getAll());
                of.oncomplete = () => {
                  base.close();
                  resolve(visits.result.map((visit) => ({
                    ...visit,
                    photos: photos.result.filter((photo) => photo.visit === visit.id).map(({blob, ...photo}) => photo),
                  })));
                };
              };
            })"""
        )
        return found

    def _heard(self, message: Any) -> None:
        if "Content Security Policy" in message.text or "Uncaught" in message.text:
            self.faults.append(message.text)


@contextmanager
def phone_of(site: Site, line: Line, browser: Browser, profile: Path | None = None) -> Iterator[Phone]:
    """A phone for a while; with a `profile` what is on it is there the next time."""
    context = (
        browser.browser_type.launch_persistent_context(
            profile, executable_path=chromium(), args=ARGUMENTS, **AS_A_PHONE
        )
        if profile
        else browser.new_context(**AS_A_PHONE)
    )
    phone = Phone(site, line, context)
    yield phone
    context.close()
    assert phone.faults == []


def pictures(page: Page, *sizes: int) -> list[FilePayload]:
    """Photos of so many pixels a side, each different, with the place where they were taken written into them."""
    return [
        {
            "name": f"IMG_{n}.jpg",
            "mimeType": "image/jpeg",
            "buffer": located(base64.b64decode(page.evaluate(NOISE, size))),
        }
        for n, size in enumerate(sizes)
    ]


def located(jpeg: bytes) -> bytes:
    """The picture with the Exif segment a camera writes: a GPS directory with the version and the place."""
    place = 8 + 18 + 30
    directory = struct.pack("<HHHLLL", 1, 0x8825, 4, 1, 26, 0)
    gps = struct.pack("<HHHL4sHHLL", 2, 0, 1, 4, b"\2\3\0\0", 0x1B, 7, len(MADE_AT), place) + bytes(4)
    tiff = b"II*\0" + struct.pack("<L", 8) + directory + gps + MADE_AT
    exif = b"Exif\0\0" + tiff
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + jpeg[2:]
