/* The public form of registration on a line that breaks. What is typed waits in this browser for a day at most, so that it
   is there when the page is opened again; never the NIK, the photo or the consent, since telephones are shared. With it
   waits the form's own mark, by which the portal knows what it was sent already (participants/registrations.py: token_of).
   Without script the page is a plain form. */
import { send } from "./send.js";

const LAST = 24 * 60 * 60 * 1000; // milliseconds
const PATIENCE = 10 * 60 * 1000; // a photo on a slow line
const NAME = "pendaftaran:";
const NEVER = ["csrfmiddlewaretoken", "nik", "agree", "situs"];
const PLACE = NAME + location.pathname;

function look(name = PLACE) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

function forget(isDue) {
  for (const name of Object.keys(localStorage).filter((name) => name.startsWith(NAME))) {
    const draft = look(name);
    if (!draft || draft.at < Date.now() - LAST || isDue(draft)) localStorage.removeItem(name);
  }
}

/* A NIK typed into another field is a NIK too. */
const isKept = ([name, value]) => typeof value === "string" && !NEVER.includes(name) && !/\d{16}/.test(value.replace(/\W/g, ""));

function keep(form, sent = false) {
  const draft = { at: look()?.at ?? Date.now(), sent, fields: [...new FormData(form)].filter(isKept) };
  try {
    localStorage.setItem(PLACE, JSON.stringify(draft));
  } catch {
    // A full or closed storage: the page itself still has the text.
  }
}

function keepDraftOf(form) {
  const mark = form.elements.formulir, fresh = mark.value;
  const restored = form.querySelector("[data-restored]"), lost = form.querySelector("[data-lost]");
  let isUnderWay = false;

  const draft = "asked" in form.dataset ? null : look(); // what the portal gave back with its faults is newer
  for (const [name, value] of draft?.fields ?? []) if (form.elements[name]) form.elements[name].value = value;
  restored.hidden = !draft;
  restored.querySelector("button").addEventListener("click", () => {
    localStorage.removeItem(PLACE);
    form.reset();
    mark.value = fresh;
    restored.hidden = true;
    form.elements.name.focus();
  });

  form.addEventListener("input", () => keep(form));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isUnderWay) return;
    isUnderWay = true;
    lost.hidden = true;
    keep(form, true);
    try {
      await send(form, null, { body: new FormData(form), patience: PATIENCE });
    } catch {
      keep(form);
      lost.hidden = false;
      lost.focus();
    } finally {
      isUnderWay = false;
    }
  });
}

const form = document.querySelector("form[data-draft]");
try {
  forget((draft) => !form && draft.sent); // the page of a registration: it has arrived
  if (form) keepDraftOf(form);
} catch {
  // A browser that keeps nothing: a plain form.
}
