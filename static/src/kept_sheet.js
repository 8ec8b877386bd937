/* The one sheet of attendance that a phone keeps for the day (sheet_worker.js), with what it is drawn with. It holds names:
   it leaves with who signs out, when the portal no longer shows it to them, and with the day. */
const NAME = "kehadiran";
const DAY = "X-Kept-On";
const today = () => new Date().toDateString();

export const isSheet = (path) => /^\/sesi\/\d+\/kehadiran\/$/.test(path);

export const forget = () => globalThis.caches?.delete(NAME);

/* What is kept of an address; of a day that is over nothing is. */
export async function kept(path) {
  if (!globalThis.caches || !(await caches.has(NAME))) return undefined;
  const cache = await caches.open(NAME);
  const answers = await cache.matchAll();
  if (answers.some((answer) => answer.headers.get(DAY) !== today())) return void (await forget());
  return cache.match(path, { ignoreVary: true });
}

export async function keep(path, answer) {
  const headers = new Headers(answer.headers);
  headers.set(DAY, today());
  const body = await answer.blob();
  const cache = await caches.open(NAME);
  if (isSheet(path)) {
    const sheets = (await cache.keys()).filter((asked) => isSheet(new URL(asked.url).pathname));
    await Promise.all(sheets.map((asked) => cache.delete(asked, { ignoreVary: true })));
  }
  await cache.put(path, new Response(body, { status: answer.status, headers }));
}
