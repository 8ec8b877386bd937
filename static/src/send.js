/* A form is sent without leaving its page: when the line breaks, nothing typed is lost and it can be sent again.
   Sent twice it is carried out once (core/once.py), so an answer that was lost on the way does no harm. */
const PATIENCE = 90_000; // milliseconds until a silent line counts as broken

/* Whether the form can go this way: a file that was not sent beforehand goes as it always did. */
export function canSend(form) {
  return "warnUnsaved" in form.dataset && !form.querySelector("input[type=file][name]")?.files.length;
}

function contents(form, button) {
  const data = new FormData(form);
  if (button?.name) data.append(button.name, button.value);
  return new URLSearchParams([...data].filter(([, value]) => typeof value === "string"));
}

/* Send the form and go where it leads. Throws when the line breaks. */
export async function send(form, button, { body = contents(form, button), patience = PATIENCE } = {}) {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), patience);
  let answer;
  try {
    answer = await fetch(form.getAttribute("action") || location.href, {
      method: "POST",
      body,
      headers: { "X-Sent-By": "script" },
      signal: silence.signal,
    });
  } finally {
    clearTimeout(timer);
  }
  const way = answer.headers.get("X-Go-To");
  if (way) return go(new URL(way, location.href));
  // Nothing was saved: the browser asks once more by itself and shows the answer as a page like any other.
  answer.body?.cancel();
  if (button?.name) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value }));
  HTMLFormElement.prototype.submit.call(form);
}

function go(to) {
  const here = to.pathname === location.pathname && to.search === location.search;
  location.assign(to);
  if (here && to.hash) location.reload(); // else the browser would only scroll
}

/* Say above the form that it was not sent. */
export function tellLost(form) {
  form.querySelector("[data-unsent]")?.remove();
  const notice = document.createElement("div");
  notice.className = "notice notice-warning";
  notice.dataset.unsent = "";
  notice.tabIndex = -1;
  notice.setAttribute("role", "alert");
  notice.append(document.body.dataset.lost);
  (form.querySelector(".card-body") ?? form).prepend(notice);
  notice.focus();
}
