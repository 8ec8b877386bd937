// Builds static/dist: the script of all pages and that of pages with a file field, one style sheet cut down to what our templates use, the map, the licences.
import { build } from "esbuild";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { PurgeCSS } from "purgecss";

const dist = "static/dist";
await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });

await build({
  entryPoints: [
    "static/src/app.js",
    "static/src/upload.js",
    "static/src/attendance.js",
    "static/src/review.js",
    "static/src/register.js",
    "static/src/sheet_worker.js",
    "static/src/admin.js",
    "static/src/app.css",
    "static/src/public.css",
  ],
  outdir: dist,
  bundle: true,
  minify: true,
  target: "es2020",
  loader: { ".svg": "dataurl" },
  legalComments: "none",
});

const [purged] = await new PurgeCSS().purge({
  content: [
    "templates/**/*.html",
    "static/src/*.js",
    "{dekon_portal,programs,participants,reports}/**/*.{py,html}",
  ],
  css: [`${dist}/app.css`],
  safelist: {
    standard: [/^chain-/, /^is-/, /^htmx-/, /^state-/, /^alert-/, /^q\d$/, /^c\d$/, /^stroke-/, /^(hatch|edge|grid|axis|strong)$/, "show", "active", "disabled"],
  },
  variables: false,
});
await writeFile(`${dist}/app.css`, purged.css);

await cp("static/src/icon.svg", `${dist}/icon.svg`);
if (existsSync("static/src/admin.css")) await cp("static/src/admin.css", `${dist}/admin.css`);

const { default: map } = await import("@svg-maps/indonesia");
// Pages refer to these shapes (reports/choropleth.py), so that the drawing is fetched once and kept.
const shapes = map.locations.map(({ id, path }) => `<path id="${id}" d="${path}"/>`).join("");
await writeFile(`${dist}/map.svg`, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${map.viewBox}">${shapes}</svg>`);

// Packages that ship no licence text of their own get theirs from static/licences.
const parts = {
  "@tabler/core": "static/licences/tabler.txt",
  "htmx.org": "node_modules/htmx.org/LICENSE",
  "tus-js-client": "node_modules/tus-js-client/LICENSE",
  "@svg-maps/indonesia": "static/licences/svg-maps-indonesia.txt",
};
const licences = await Promise.all(
  Object.entries(parts).map(async ([name, file]) => {
    const about = JSON.parse(await readFile(`node_modules/${name}/package.json`, "utf8"));
    return `${name} ${about.version} (${about.license})\n\n${await readFile(file, "utf8")}`;
  }),
);
await writeFile(`${dist}/LICENSES.txt`, licences.join("\n----\n\n"));
