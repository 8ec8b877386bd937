/* What is typed into a longer form is kept on the server every few seconds (core/drafts.py). While the line is broken it
   waits in the browser, encrypted (outbox.js), and goes to the server when the page is opened again. */
import { Outbox } from "./outbox.js";

const AFTER = 3_000; // milliseconds of rest after the last letter
const AGAIN = 10_000; // after a broken line

export function keepDrafts(mark) {
  const form = mark.closest("form");
  const line = document.createElement("p");
  line.className = "soft small mb-0";
  line.setAttribute("role", "status");
  form.querySelector(".action-bar")?.append(line);
  const outbox = Outbox.of(mark.dataset);
  let timer, flight, dirty = false, stopped = false;

  function later(pause) {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(keep, pause);
  }

  function typed() {
    const data = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken");
    return new URLSearchParams([...data, ["draft_page", location.pathname]]);
  }

  function give(body, options) {
    return fetch(mark.dataset.draft, {
      method: "POST",
      body,
      headers: { "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content, "X-Sent-By": "draft" },
      ...options,
    });
  }

  /* What waited here becomes the server's draft, of which the page tells when it is drawn again. */
  async function sendWaiting() {
    const body = await outbox?.look();
    if (!body) return;
    const answer = await give(new URLSearchParams(body), {}).catch(() => null);
    if (!answer || answer.status === 401 || answer.status === 403) return;
    outbox.drop(); // kept; or saved meanwhile, and refused
    if (answer.ok && !dirty) location.reload();
  }

  async function keep(options = {}) {
    if (!dirty || flight || stopped) return;
    dirty = false;
    flight = new AbortController();
    let pause = AFTER;
    const body = typed();
    try {
      const answer = await give(body, { signal: flight.signal, ...options });
      if (answer.status === 401 || answer.status === 403) stop(mark.dataset.ended);
      else if (answer.ok) line.textContent = mark.dataset.kept.replace("{time}", clock());
      if (answer.ok) outbox?.drop();
    } catch {
      dirty = true;
      pause = AGAIN;
      if (!stopped) line.textContent = mark.dataset.lost;
      await outbox?.put(body.toString());
    } finally {
      flight = null;
      if (dirty) later(pause);
    }
  }

  function clock() {
    const two = (number) => String(number).padStart(2, "0");
    const now = new Date();
    return `${two(now.getHours())}.${two(now.getMinutes())}`;
  }

  function stop(words = "") {
    stopped = true;
    clearTimeout(timer);
    flight?.abort();
    line.textContent = words;
  }

  sendWaiting();
  form.addEventListener("input", () => {
    dirty = true;
    later(AFTER);
  });
  form.addEventListener("portal:sending", () => stop());
  form.addEventListener("portal:unsent", () => {
    stopped = false;
    dirty = true;
    outbox?.put(typed().toString());
    later(AGAIN);
  });
  window.addEventListener("online", () => dirty && later(0));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keep({ keepalive: true }); // the tab may be closed next
  });
}
