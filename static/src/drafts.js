/* What is typed into a longer form is kept on the server every few seconds (core/drafts.py); nothing stays in the browser. */
const AFTER = 3_000; // milliseconds of rest after the last letter
const AGAIN = 10_000; // after a broken line

export function keepDrafts(mark) {
  const form = mark.closest("form");
  const line = document.createElement("p");
  line.className = "soft small mb-0";
  line.setAttribute("role", "status");
  form.querySelector(".action-bar")?.append(line);
  let timer, flight, dirty = false, stopped = false;

  function later(pause) {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(keep, pause);
  }

  function typed() {
    const data = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken");
    return new URLSearchParams([...data, ["draft_page", location.pathname]]);
  }

  async function keep(options = {}) {
    if (!dirty || flight || stopped) return;
    dirty = false;
    flight = new AbortController();
    let pause = AFTER;
    try {
      const answer = await fetch(mark.dataset.draft, {
        method: "POST",
        body: typed(),
        headers: { "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content, "X-Sent-By": "draft" },
        signal: flight.signal,
        ...options,
      });
      if (answer.status === 401 || answer.status === 403) stop(mark.dataset.ended);
      else if (answer.ok) line.textContent = mark.dataset.kept.replace("{time}", clock());
    } catch {
      dirty = true;
      pause = AGAIN;
      if (!stopped) line.textContent = mark.dataset.lost;
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

  form.addEventListener("input", () => {
    dirty = true;
    later(AFTER);
  });
  form.addEventListener("portal:sending", () => stop());
  form.addEventListener("portal:unsent", () => {
    stopped = false;
    dirty = true;
    later(AGAIN);
  });
  window.addEventListener("online", () => dirty && later(0));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keep({ keepalive: true }); // the tab may be closed next
  });
}
