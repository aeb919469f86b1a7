// The live stream: the count changes in place, and a note offers the news; nothing moves under the reader's hand.
import { renewed } from "./session.js";

const MANY = 99;
const bell = document.querySelector("[data-stream]");

if (bell) {
  const unread = bell.querySelector("[data-unread]");
  const note = document.querySelector("[data-news]");
  let news = 0;
  let stream;

  const count = async () => {
    const answer = await fetch(bell.dataset.unreadUrl).catch(() => null);
    if (!answer?.ok) return; // The network or the session is lost: the next page will say so.
    const waiting = (await answer.json()).unread;
    unread.textContent = waiting > MANY ? `${MANY}+` : waiting;
    unread.parentElement.hidden = waiting === 0;
  };

  const listen = () => {
    stream = new EventSource(bell.dataset.stream);
    stream.addEventListener("open", count);
    stream.addEventListener("error", count, { once: true }); // The count does not depend on the stream.
    stream.addEventListener("message", () => {
      news += 1;
      note.querySelector("[data-news-count]").textContent = news;
      note.hidden = false;
      count();
    });
  };

  // A browser keeps few connections to one place: a page nobody looks at gives its own back.
  const follow = async () => {
    if (document.hidden) return stream?.close();
    await renewed(); // A stream that is refused once is never asked for again.
    stream?.close();
    if (!document.hidden) listen();
  };
  document.addEventListener("visibilitychange", follow);
  follow();
}
