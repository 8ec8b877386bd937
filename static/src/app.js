/* Small help for pages that already work without it. No inline script, no eval: the content security policy forbids both. */
import htmx from "htmx.org";
import { keepDrafts } from "./drafts.js";
import { forget, kept } from "./kept_sheet.js";
import { canSend, send, tellLost } from "./send.js";

htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
htmx.config.allowScriptTags = false;
htmx.config.historyCacheSize = 0; // pages hold personal data: nothing of them stays in the browser's storage
htmx.config.refreshOnHistoryMiss = true;

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = document.querySelector('meta[name="csrf-token"]').content;
});

/* A panel that is folded away on phones: the link works by :target, the script makes it a real toggle. */
function foldToggle(link) {
  const panel = document.getElementById(link.getAttribute("aria-controls"));
  link.setAttribute("role", "button");
  link.setAttribute("aria-expanded", "false");
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const open = panel.toggleAttribute("data-open");
    link.setAttribute("aria-expanded", String(open));
  });
  link.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    link.click();
  });
}

/* Menus are <details>: close them on Escape and on a click elsewhere. */
function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu !== except) menu.open = false;
  }
}
document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest?.("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

/* Forms that would lose what was typed; a box that only narrows choices is not sent by Enter. */
let unsaved = false;
document.addEventListener("input", (event) => {
  if (event.target.closest("form[data-warn-unsaved]")) unsaved = true;
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("[data-narrows]")) event.preventDefault();
});
window.addEventListener("beforeunload", (event) => {
  if (unsaved) event.preventDefault();
});

/* One dialog asks before acts that follow from one click; browsers before 2022 ask in their own way. */
const canAsk = "requestSubmit" in HTMLFormElement.prototype && "HTMLDialogElement" in window;

function ask(question, verb) {
  const dialog = document.getElementById("ask");
  dialog.querySelector("p").textContent = question;
  dialog.querySelector("[value=yes]").textContent = verb;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((answer) => {
    dialog.addEventListener("close", () => answer(dialog.returnValue === "yes"), { once: true });
  });
}

async function askThenSubmit(form, button, source) {
  if (!(await ask(source.dataset.confirm, source.dataset.confirmVerb || button?.textContent.trim()))) return;
  form.dataset.confirmed = "yes";
  form.requestSubmit(button);
}

/* A second click on a saving button does nothing; its words say that the first one is at work. */
const busy = new Map();
function markBusy(button) {
  if (!button) return;
  busy.set(button, [...button.childNodes]);
  // After the browser has taken the button's own value into the form.
  setTimeout(() => {
    button.disabled = true;
    button.textContent = button.dataset.busy || document.body.dataset.busy;
  });
}

document.addEventListener("submit", (event) => {
  const { target: form, submitter: button } = event;
  if (event.defaultPrevented || form.method !== "post") return;
  const source = [button, form].find((element) => element?.dataset.confirm);
  if (source && !form.dataset.confirmed) {
    event.preventDefault();
    if (canAsk) askThenSubmit(form, button, source);
    else if (window.confirm(source.dataset.confirm)) form.submit();
    return;
  }
  delete form.dataset.confirmed;
  if ("warnUnsaved" in form.dataset) unsaved = false; // switching the language or signing out still asks
  if (!("download" in form.dataset)) markBusy(button);
  form.dispatchEvent(new CustomEvent("portal:sending"));
  if (!canSend(form)) return;
  event.preventDefault();
  send(form, button).catch(() => {
    unsaved = true;
    wakeButtons();
    tellLost(form);
    form.dispatchEvent(new CustomEvent("portal:unsent"));
  });
});

function wakeButtons() {
  for (const [button, content] of busy) {
    button.disabled = false;
    button.replaceChildren(...content);
  }
  busy.clear();
}

/* Coming back by the browser's arrow: the page is shown as it was left, so wake its buttons. */
window.addEventListener("pageshow", wakeButtons);

/* Copies what a field shows; where the browser may not, the text stands selected. */
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    if (!document.execCommand("copy")) return;
  }
  button.lastChild.textContent = button.dataset.copied;
});

/* The sheet of attendance that this phone keeps leaves with who signs out, and with its day. */
function forgetSheet() {
  if (document.querySelector("[data-signed-out]")) forget();
  else kept("");
  for (const form of document.querySelectorAll("form[data-signs-out]")) form.addEventListener("submit", forget);
}

function focusFirstError() {
  document.querySelector("[data-error-summary]")?.focus();
}

/* On phones the strip of tabs is wider than the screen: bring the open one into sight. */
function showOpenTab(tab) {
  const strip = tab.parentElement.getBoundingClientRect();
  const place = tab.getBoundingClientRect();
  tab.parentElement.scrollLeft += place.left - strip.left - (strip.width - place.width) / 2;
}

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("[data-fold]").forEach(foldToggle);
  document.querySelectorAll("form [data-draft]").forEach(keepDrafts);
  document.querySelectorAll("nav.tabs > [aria-current]").forEach(showOpenTab);
  forgetSheet();
  focusFirstError();
});
