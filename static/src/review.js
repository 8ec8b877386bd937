/* Keys of the review pages: they move and point, they never act. Off inside fields and dialogs, and for who wants none. */
const LINKS = "#hasil tbody tr td:first-child a[href]";
const PREFERENCE = "pintasan";

const dialog = document.getElementById("pintasan");
const opener = document.querySelector("[data-shortcuts-open]");
const choice = document.querySelector("[data-shortcuts-on]");

function wanted() {
  try {
    return localStorage.getItem(PREFERENCE) !== "mati";
  } catch {
    return true; // a browser that keeps nothing still has keys
  }
}

function keep(on) {
  try {
    if (on) localStorage.removeItem(PREFERENCE);
    else localStorage.setItem(PREFERENCE, "mati");
  } catch {
    /* then it holds for this page only */
  }
}

let on = wanted();
if (dialog && "showModal" in dialog) {
  opener.hidden = false;
  opener.addEventListener("click", () => dialog.showModal());
}
if (choice) {
  choice.checked = on;
  choice.addEventListener("change", () => {
    on = choice.checked;
    keep(on);
  });
}

/* In the queue: the next row's link; on the page of one activity: the next one of the row being worked through. */
function move(by, key) {
  const link = document.querySelector(`[data-key="${key}"]`);
  if (link) return link.click();
  const links = [...document.querySelectorAll(LINKS)];
  const at = links.indexOf(document.activeElement);
  links[at < 0 ? 0 : Math.min(Math.max(at + by, 0), links.length - 1)]?.focus();
}

const KEYS = {
  j: () => move(1, "j"),
  k: () => move(-1, "k"),
  o: () => document.activeElement.matches(LINKS) && document.activeElement.click(),
  r: () => document.querySelector("#id_return_comment, #id_return_by_office_comment")?.focus(),
  a: () => document.querySelector('button[data-key="a"]')?.focus(),
  "?": () => dialog?.showModal?.(),
};

document.addEventListener("keydown", (event) => {
  if (!on || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("input, select, textarea, [contenteditable]") || document.querySelector("dialog[open]")) return;
  const act = KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
