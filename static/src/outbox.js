/* What was typed while the line was broken waits in this browser until it is sent (core/drafts.py), encrypted: the key comes
   with the page of who is signed in, so what lies on a shared computer's disk is noise to everybody else. */
const LAST = 7 * 24 * 60 * 60 * 1000; // milliseconds, as long as the server keeps drafts
const NAME = "isian:";

const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const text = (data) => btoa(Array.from(new Uint8Array(data), (byte) => String.fromCharCode(byte)).join(""));

export class Outbox {
  /* `key`: 32 bytes, base64; `place`: who types, and where. */
  constructor(key, place) {
    this.name = NAME + place;
    this.key = crypto.subtle.importKey("raw", bytes(key), "AES-GCM", false, ["encrypt", "decrypt"]);
    forgetOld();
  }

  /* null where the browser cannot encrypt or keep. */
  static of({ key, owner }) {
    try {
      return key && globalThis.crypto?.subtle && localStorage ? new Outbox(key, `${owner}:${location.pathname}`) : null;
    } catch {
      return null;
    }
  }

  async put(body) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await this.key, new TextEncoder().encode(body));
    try {
      localStorage.setItem(this.name, JSON.stringify({ at: Date.now(), iv: text(iv), body: text(sealed) }));
    } catch {
      // A full or closed storage: the form itself still has the text.
    }
  }

  /* What waits, or null; what this key does not open is somebody's who is not here. */
  async look() {
    const kept = JSON.parse(localStorage.getItem(this.name) ?? "null");
    if (!kept) return null;
    try {
      const how = { name: "AES-GCM", iv: bytes(kept.iv) };
      return new TextDecoder().decode(await crypto.subtle.decrypt(how, await this.key, bytes(kept.body)));
    } catch {
      return null;
    }
  }

  drop() {
    localStorage.removeItem(this.name);
  }
}

function forgetOld() {
  for (const name of Object.keys(localStorage).filter((name) => name.startsWith(NAME))) {
    if (JSON.parse(localStorage.getItem(name)).at < Date.now() - LAST) localStorage.removeItem(name);
  }
}
