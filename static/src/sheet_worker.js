/* Opens the sheet of today's session without a line: the one opened last, as the portal last showed it. Nothing else of the
   portal is kept, and nothing is sent from here: marks wait in the page (attendance.js). Served by
   participants/views/attendance.py, so that it reaches no further than /sesi/. */
import { forget, isSheet, keep, kept } from "./kept_sheet.js";

const PATIENCE = 8_000; // milliseconds until what is kept is shown in place of what does not come

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  const isOurs = origin === self.location.origin && (isSheet(pathname) || pathname.startsWith("/static/"));
  if (!isOurs || event.request.method !== "GET") return;
  const live = fetch(event.request).then((answer) => taken(pathname, answer));
  event.waitUntil(live.catch(() => null));
  event.respondWith(soonest(live, pathname));
});

/* The answer itself; what the portal lets a phone keep is kept, and what it no longer shows is forgotten. */
async function taken(path, answer) {
  if (!isSheet(path)) {
    if (answer.ok) await keep(path, answer.clone());
  } else if (answer.ok && !answer.redirected && answer.headers.has("X-Keep-Sheet")) await keep(path, answer.clone());
  else if (answer.status < 500) await forget(); // signed out, or no longer theirs
  return answer;
}

async function soonest(live, path) {
  const before = await kept(path);
  if (!before) return live;
  const slow = new Promise((resolve) => setTimeout(resolve, PATIENCE, before));
  return Promise.race([live.then((answer) => (answer.status < 500 ? answer : before), () => before), slow]);
}
