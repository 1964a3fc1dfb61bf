// Copies the browser files of the pinned packages, with their licences, to
// files/vendor, from where the program embeds them. Run by: npm run vendor
import { copyFileSync, mkdirSync } from "node:fs";

const files = {
  "htmx.org/dist/htmx.min.js": "htmx.min.js",
  "htmx.org/dist/ext/hx-sse.min.js": "hx-sse.min.js",
  "htmx.org/LICENSE": "htmx.LICENSE.txt",
  "@fontsource-variable/instrument-sans/files/instrument-sans-latin-wght-normal.woff2": "instrument-sans-latin.woff2",
  "@fontsource-variable/instrument-sans/files/instrument-sans-latin-ext-wght-normal.woff2": "instrument-sans-latin-ext.woff2",
  "@fontsource-variable/instrument-sans/LICENSE": "instrument-sans.LICENSE.txt",
};

const root = new URL(".", import.meta.url);
const target = new URL("files/vendor/", root);
mkdirSync(target, { recursive: true });
for (const [from, to] of Object.entries(files)) {
  copyFileSync(new URL(`node_modules/${from}`, root), new URL(to, target));
  console.log(`${from} -> files/vendor/${to}`);
}
