/* The sheet of a session on a phone: each mark is kept on the device and sent at once, or when the line is back.
   What is kept names nobody: numbers of people and their marks, under the officer's own key. Each mark carries the
   device's number of it, so that sent twice it is taken once (participants/marking.py). Today's sheet itself is kept by
   sheet_worker.js, to be opened without a line. Without script the sheet is a plain form. */
import { kept as keptSheet } from "./kept_sheet.js";

const AGAIN = 10_000; // milliseconds until the next try
const AT_ONCE = 200;
const PATIENCE = 30_000;

function random() {
  const letters = "abcdefghijklmnopqrstuvwxyz0123456789";
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => letters[byte % 36]).join("");
}

/* What the device remembers; null where the browser keeps nothing, and then the sheet stays a plain form. */
function memory(sheet) {
  const place = `kehadiran:${sheet.dataset.owner}:${sheet.dataset.session}`;
  const told = `kehadiran:diketahui:${sheet.dataset.session}`, drawn = Number(sheet.dataset.drawn);
  try {
    const device = localStorage.getItem("kehadiran:perangkat") || random();
    localStorage.setItem("kehadiran:perangkat", device);
    return {
      device,
      all: () => JSON.parse(localStorage.getItem(place) || "[]"),
      keep: (marks) => (marks.length ? localStorage.setItem(place, JSON.stringify(marks)) : localStorage.removeItem(place)),
      next: () => {
        const number = Number(localStorage.getItem("kehadiran:nomor") || 0) + 1;
        localStorage.setItem("kehadiran:nomor", number);
        return number;
      },
      /* What the portal answered after it had drawn this sheet, by its own clock: a kept sheet does not know it. */
      told: () => Object.entries(JSON.parse(localStorage.getItem(told) || "{}")).filter(([, { at }]) => at > drawn),
      hear(states, at) {
        const news = Object.entries(states).map(([pk, state]) => [pk, { state, at }]);
        localStorage.setItem(told, JSON.stringify(Object.fromEntries([...this.told(), ...news])));
      },
    };
  } catch {
    return null;
  }
}

/* As participants/models/attendance.py: state_of. */
function stateOf(mark, minutes, note) {
  return mark ? `${mark}|${minutes ?? ""}||${note}` : "";
}

function sheetOf(form, kept) {
  const line = form.querySelector("[data-line]");
  let flight = false, timer;
  const part = (pk, name) => form.querySelector(`[name="${name}-${pk}"]`);

  function show(pk, state, dispute) {
    const disputed = state.split("|")[2] === "!";
    const [mark, minutes, , ...note] = state.split("|");
    part(pk, "seen").value = state;
    for (const radio of form.querySelectorAll(`[name="mark-${pk}"]`)) radio.checked = !disputed && radio.value === mark;
    if (state) {
      part(pk, "minutes").value = minutes;
      part(pk, "note").value = note.join("|");
    }
    const told = form.querySelector(`[data-person="${pk}"] [data-dispute]`);
    told.textContent = dispute || "";
    told.hidden = !dispute;
  }

  function say(words, tone = "") {
    line.hidden = !words;
    line.className = `notice ${tone}`;
    line.textContent = words;
  }

  function tellWaiting() {
    const count = kept.all().length;
    say(count ? form.dataset.waiting.replace("{count}", count) : form.dataset.sent, count ? "notice-warning" : "notice-success");
  }

  function mark(pk) {
    const chosen = form.querySelector(`[name="mark-${pk}"]:checked`);
    if (!chosen) return;
    const typed = chosen.value === "terlambat" ? part(pk, "minutes").value.trim() : "";
    const minutes = /^[1-9]\d{0,3}$/.test(typed) && Number(typed) <= 1440 ? Number(typed) : null;
    const note = chosen.value ? part(pk, "note").value.trim().replace(/\s+/g, " ").slice(0, 200) : "";
    const seen = part(pk, "seen").value, state = stateOf(chosen.value, minutes, note);
    if (state === seen) return;
    kept.keep([...kept.all(), { participation: pk, mark: chosen.value, minutes, note, seen, paper: form.elements.paper.checked, at: Date.now(), sequence: kept.next() }]);
    part(pk, "seen").value = state;
    tellWaiting();
    send();
  }

  async function send() {
    clearTimeout(timer);
    const some = kept.all().slice(0, AT_ONCE);
    if (flight || !some.length) return;
    flight = true;
    let pause = 0;
    const patience = new AbortController();
    const silence = setTimeout(() => patience.abort(), PATIENCE);
    try {
      const marks = some.map(({ at, ...rest }) => ({ ...rest, age: Math.max(0, Date.now() - at) }));
      const answer = await fetch(form.dataset.send, {
        method: "POST",
        body: JSON.stringify({ device: kept.device, marks }),
        headers: {
          "Content-Type": "application/json",
          "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content,
          "X-Sent-By": "attendance",
        },
        signal: patience.signal,
      });
      pause = await taken(answer, some);
    } catch {
      pause = AGAIN;
      tellWaiting();
    } finally {
      clearTimeout(silence);
      flight = false;
    }
    if (pause !== null && kept.all().length) timer = setTimeout(send, pause);
  }

  /* Milliseconds until the next sending; null while a person has to do something first. */
  async function taken(answer, some) {
    const isOurs = (answer.headers.get("Content-Type") || "").includes("json");
    if (answer.ok && isOurs) {
      const { states, disputes, sentence, at } = await answer.json();
      const sent = new Set(some.map((one) => one.sequence));
      kept.keep(kept.all().filter((one) => !sent.has(one.sequence)));
      kept.hear(states, at);
      const waiting = new Set(kept.all().map((one) => one.participation));
      for (const [pk, state] of Object.entries(states)) if (!waiting.has(Number(pk)) && part(pk, "seen")) show(pk, state, disputes[pk]);
      if (sentence) say(sentence, "notice-error");
      else tellWaiting();
      return 0;
    }
    if (answer.status >= 500 || answer.status === 429) throw new Error("later");
    say(isOurs ? (await answer.json()).sentence : form.dataset.ended, "notice-error");
    return null;
  }

  form.addEventListener("change", (event) => {
    const person = event.target.closest("[data-person]");
    if (person && event.target.name) mark(Number(person.dataset.person));
  });
  window.addEventListener("online", send);
  for (const [pk, { state }] of kept.told()) if (part(pk, "seen")) show(pk, state);
  for (const one of kept.all()) show(one.participation, stateOf(one.mark, one.minutes, one.note));
  form.querySelector(".action-bar .btn-primary").hidden = true; // every mark is saved as it is made
  if (kept.all().length) {
    tellWaiting();
    send();
  }
}

/* The first time the sheet and its parts are fetched once more, through the worker; later they pass it anyway. */
async function keepSheet(form) {
  const workers = navigator.serviceWorker;
  if (!workers || !form.dataset.worker) return;
  const isFirst = !workers.controller;
  await workers.register(form.dataset.worker);
  if (isFirst) {
    if (!workers.controller) await new Promise((done) => workers.addEventListener("controllerchange", done, { once: true }));
    const parts = document.querySelectorAll("link[rel=stylesheet], script[src]");
    await Promise.all([location.pathname, ...Array.from(parts, (part) => part.href || part.src)].map((url) => fetch(url)));
  }
  form.querySelector("[data-kept]").hidden = !(await keptSheet(location.pathname));
}

/* Narrows the sheet to the names that hold what is typed. */
function searchOn(form) {
  const box = form.querySelector("[data-search]");
  box.disabled = false;
  box.addEventListener("input", () => {
    const wanted = box.value.trim().toLowerCase();
    for (const row of form.querySelectorAll("[data-person]")) row.hidden = !row.dataset.name.includes(wanted);
  });
  box.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
}

document.addEventListener("DOMContentLoaded", () => {
  const form = document.getElementById("lembar");
  if (form) {
    searchOn(form);
    const kept = memory(form);
    if (kept) sheetOf(form, kept);
    keepSheet(form).catch(() => null); // then it can be used while it is open, as without a worker
  }
  document.querySelector("form[data-at-once]")?.requestSubmit?.(); // a card was scanned and there is nothing to choose
});
