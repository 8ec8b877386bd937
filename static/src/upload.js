/* A chosen file is sent in pieces at once (tus 1.0.0, core/tus.py); a line that breaks costs one piece, not the file.
   Whatever cannot be sent so stays in its input and goes with the form, as it does without script. */
import { Upload } from "tus-js-client";

const KB = 1024;
const PIECE = { first: 128 * KB, least: 32 * KB, most: 1024 * KB };
const PIECE_SECONDS = 4; // what a piece should take on this line
const SILENCE = 90_000; // milliseconds without a word until the line counts as broken
const WAIT = { first: 1_000, most: 30_000 };
const KEPT_FOR = 24 * 60 * 60 * 1000;
const ENDING = "-unggahan";

/* ---- What the browser remembers: the address of an upload under a mark of the file, and no name. ---- */
const PREFIX = "unggahan:";

function entries() {
  const found = [];
  try {
    for (const key of Object.keys(localStorage).filter((key) => key.startsWith(PREFIX))) {
      const kept = JSON.parse(localStorage.getItem(key));
      if (Date.now() - kept.at > KEPT_FOR) localStorage.removeItem(key);
      else found.push({ ...kept, urlStorageKey: key });
    }
  } catch {
    // A browser that keeps nothing: an upload then begins anew after its page was closed.
  }
  return found;
}

const remembered = {
  findAllUploads: async () => entries(),
  findUploadsByFingerprint: async (mark) => entries().filter((kept) => kept.urlStorageKey === PREFIX + mark),
  removeUpload: async (key) => localStorage.removeItem(key),
  addUpload: async (mark, { uploadUrl, size }) => {
    const kept = { uploadUrl, size, at: Date.now(), page: location.pathname };
    try {
      localStorage.setItem(PREFIX + mark, JSON.stringify(kept));
    } catch {
      return null;
    }
    return PREFIX + mark;
  },
};

/* The same file on the same page: by its name, time, size, beginning and end, as a number that tells none of them. */
async function markOf(file) {
  const ends = [file.slice(0, 64 * KB), file.slice(-64 * KB), location.pathname, file.name, file.size, file.lastModified];
  const bytes = new Uint8Array(await new Blob(ends).arrayBuffer());
  let [one, two] = [0x811c9dc5, 0x9dc5811c];
  for (const byte of bytes) {
    one = Math.imul(one ^ byte, 0x01000193);
    two = Math.imul(two ^ byte, 0x85ebca6b);
  }
  return [one, two].map((half) => (half >>> 0).toString(16)).join("");
}

/* ---- One file on its way ---- */
const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });

function inWords(bytes) {
  return bytes < 1000 * KB ? `${Math.round(bytes / KB)} kB` : `${number.format(bytes / KB / KB)} MB`;
}

function lineFor(file) {
  const box = document.createElement("div");
  box.className = "sending";
  const words = Object.assign(document.createElement("span"), { textContent: file.name });
  const bar = Object.assign(document.createElement("progress"), { className: "bar", max: 1, value: 0 });
  bar.setAttribute("aria-label", file.name);
  const figures = document.createElement("span");
  const state = document.createElement("span");
  state.setAttribute("role", "status"); // what has changed is read out; the figures are not, they change all the time
  for (const part of [figures, state]) part.className = "soft small";
  box.append(words, bar, figures, state);
  return {
    box,
    figures: (text, share) => {
      figures.textContent = text;
      state.textContent = "";
      bar.value = share;
    },
    say: (text, { done = false } = {}) => {
      figures.textContent = "";
      state.textContent = text;
      if (done) bar.value = 1;
    },
  };
}

/* Sends one file; `ended(url, why)` is told once: the upload's address, or null when it cannot be sent in pieces. */
function sendInPieces(file, words, line, ended) {
  let wait = WAIT.first;
  let timer, silence, status, stopped = false;
  let since = { time: performance.now(), sent: null };
  let piece = performance.now();

  const upload = new Upload(file, {
    endpoint: words.upload,
    metadata: { filename: file.name, page: location.pathname },
    headers: { "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content },
    chunkSize: PIECE.first,
    uploadDataDuringCreation: true,
    retryDelays: null, // `again` knows more about broken lines
    fingerprint: () => markOf(file),
    urlStorage: {
      ...remembered,
      // An upload that is not found is forgotten; one that cannot be asked after before signing in again is not.
      removeUpload: async (key) => status !== 401 && remembered.removeUpload(key),
    },
    onAfterResponse: (_asked, answer) => {
      status = answer.getStatus();
    },
    onProgress(sent, size) {
      listen();
      since.sent ??= sent;
      const seconds = (performance.now() - since.time) / 1000;
      const speed = seconds > 0 ? (sent - since.sent) / seconds : 0;
      const share = size ? sent / size : 1;
      const shown = { percent: `${Math.floor(share * 100)} %`, size: inWords(size), speed: inWords(speed) };
      line.figures(words.sending.replace(/\{(\w+)\}/g, (_all, name) => shown[name]), share);
    },
    onChunkComplete(size) {
      wait = WAIT.first;
      const seconds = (performance.now() - piece) / 1000;
      piece = performance.now();
      upload.options.chunkSize = within(PIECE, (size * PIECE_SECONDS) / Math.max(seconds, 0.1));
    },
    onError: (fault) => (isOfTheLine(fault) ? again() : giveUp(fault)),
    onSuccess() {
      rest();
      line.say(words.done, { done: true });
      ended(upload.url);
    },
  });

  function isOfTheLine(fault) {
    const answered = fault.originalResponse?.getStatus() ?? 0;
    return [0, 409, 423].includes(answered) || (answered >= 500 && answered !== 507);
  }

  async function again() {
    rest();
    line.say(words.lost);
    try {
      await file.slice(0, 1).arrayBuffer();
    } catch {
      return giveUp(null, words.unreadable);
    }
    upload.options.chunkSize = within(PIECE, upload.options.chunkSize / 2);
    timer = setTimeout(go, wait);
    wait = Math.min(wait * 2, WAIT.most);
    window.addEventListener("online", go, { once: true });
  }

  function go() {
    rest();
    if (stopped) return;
    since = { time: performance.now(), sent: null };
    piece = performance.now();
    listen();
    upload.start();
  }

  function listen() {
    clearTimeout(silence);
    silence = setTimeout(() => upload.abort().then(again), SILENCE);
  }

  function rest() {
    clearTimeout(timer);
    clearTimeout(silence);
    window.removeEventListener("online", go);
  }

  function giveUp(fault, why) {
    rest();
    if (status === 401 || status === 403) return line.say(words.ended), ended(null, { wait: true });
    const told = fault?.originalResponse?.getHeader("Content-Type")?.startsWith("text/plain");
    line.say(`${why ?? (told ? fault.originalResponse.getBody() : "")} ${words.plain}`.trim());
    ended(null, {});
  }

  upload.findPreviousUploads().then(([before]) => {
    if (before) upload.resumeFromPreviousUpload(before);
    go();
  });
  return {
    stop() {
      stopped = true;
      rest();
      upload.abort(true).catch(() => {}); // what cannot be ended now ends by itself after a day
    },
  };
}

function within({ least, most }, size) {
  return Math.round(Math.min(most, Math.max(least, size)));
}

/* ---- The inputs and their forms ---- */
function watch(input, words) {
  const form = input.form;
  const name = input.name;
  const place = input.closest(".field") ?? input.parentElement;
  let lines = [];

  if (entries().some((kept) => kept.page === location.pathname) && !form.querySelector("[data-here]")) {
    const note = Object.assign(document.createElement("p"), { className: "form-hint", textContent: words.left });
    place.append(note);
    input.addEventListener("change", () => note.remove(), { once: true });
  }

  function forget() {
    for (const { sending, line, hidden } of lines) {
      sending.stop();
      line.box.remove();
      hidden?.remove();
    }
    form.querySelectorAll(`[data-here="${name}"]`).forEach((here) => here.remove());
    input.name = name;
    lines = [];
  }

  function begin(file) {
    const line = lineFor(file);
    place.append(line.box);
    const one = { line, open: true };
    lines.push(one);
    one.sending = sendInPieces(file, words, line, (url, failed) => {
      if (url) hold(one, url);
      else if (!failed.wait) goPlain();
      one.open = false;
      form.dispatchEvent(new CustomEvent("portal:uploaded"));
    });
  }

  function hold(one, url) {
    const value = url.split("/").filter(Boolean).pop();
    one.hidden = Object.assign(document.createElement("input"), { type: "hidden", name: name + ENDING, value });
    form.append(one.hidden);
  }

  /* One file of this input cannot be sent in pieces: all of them go with the form. */
  function goPlain() {
    input.name = name;
    for (const { hidden } of lines) hidden?.remove();
  }

  input.addEventListener("change", () => {
    forget();
    if (!input.files.length) return;
    input.removeAttribute("name");
    for (const file of input.files) begin(file);
  });
  return { form, lines: () => lines };
}

const marks = [...document.querySelectorAll("form [data-upload]")];
const watched = marks.flatMap((mark) =>
  [...mark.closest("form").querySelectorAll("input[type=file]")].map((input) => watch(input, mark.dataset)),
);

/* A form that is sent too early waits for its files. */
document.addEventListener(
  "submit",
  (event) => {
    const { target: form, submitter: button } = event;
    const lines = watched.filter((one) => one.form === form).flatMap((one) => one.lines());
    const open = lines.filter((line) => line.open);
    if (!open.length) {
      if (lines.length) entries().filter((kept) => kept.page === location.pathname).forEach((kept) => localStorage.removeItem(kept.urlStorageKey));
      return;
    }
    event.preventDefault();
    const words = form.querySelector("[data-upload]").dataset;
    form.querySelector(".action-bar [role=status]")?.remove();
    const note = Object.assign(document.createElement("p"), { className: "soft small mb-0", textContent: words.waiting });
    note.setAttribute("role", "status");
    form.querySelector(".action-bar")?.append(note);
    if (form.dataset.waits) return;
    form.dataset.waits = "yes";
    form.addEventListener("portal:uploaded", function look() {
      if (lines.some((line) => line.open)) return;
      form.removeEventListener("portal:uploaded", look);
      delete form.dataset.waits;
      note.remove();
      if (form.requestSubmit) form.requestSubmit(button);
      else form.submit();
    });
  },
  true,
);
