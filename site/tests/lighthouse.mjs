// Lighthouse's marks for the page over localhost, three runs on a phone and three on a desktop; their medians go into site/README.md.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { serve } from "./serve.mjs";

const VERSION = "13.5.0", RUNS = 3, LEAST = { performance: 95, accessibility: 100, "best-practices": 100, seo: 100 };
const TIMES = ["first-contentful-paint", "largest-contentful-paint", "total-blocking-time"];
const median = values => values.sort((a, b) => a - b)[values.length >> 1];
const folder = mkdtempSync(join(tmpdir(), "vaelab-")), server = await serve(0);

async function run(form, i) {
  const file = join(folder, `${form}-${i}.json`);
  await promisify(execFile)("npx", ["--yes", `lighthouse@${VERSION}`, `http://localhost:${server.address().port}/index.html`, ...(form === "desktop" ? ["--preset=desktop"] : []),
    `--only-categories=${Object.keys(LEAST).join()}`, "--chrome-flags=--headless=new --no-sandbox", "--output=json", `--output-path=${file}`, "--quiet"]);
  return JSON.parse(readFileSync(file, "utf8"));
}

const rows = [], faults = [];
for (const form of ["mobile", "desktop"]) {
  const reports = [];
  for (let i = 0; i < RUNS; i++) reports.push(await run(form, i));
  const marks = Object.keys(LEAST).map(name => median(reports.map(report => Math.round(100 * report.categories[name].score))));
  Object.entries(LEAST).forEach(([name, least], k) => { if (marks[k] < least) faults.push(`${form}, ${name}: ${marks[k]}, and ${least} are wanted`); });
  rows.push([form, ...marks, ...TIMES.map(name => `${Math.round(median(reports.map(report => report.audits[name].numericValue)))} ms`)]);
}
server.closeAllConnections();
server.close();
rmSync(folder, { recursive: true });

const heads = ["", ...Object.keys(LEAST), ...TIMES.map(name => name.replaceAll("-", " "))];
const table = [heads, heads.map(() => "---"), ...rows].map(cells => `| ${cells.join(" | ")} |`).join("\n");
const readme = new URL("../README.md", import.meta.url), text = readFileSync(readme, "utf8");
writeFileSync(readme, text.replace(/(<!-- lighthouse -->\n)[^]*(<!-- \/lighthouse -->)/, `$1${table}\n\nMedians of ${RUNS} runs of Lighthouse ${VERSION}.\n$2`));
console.log(table);
assert.deepEqual(faults, []);
