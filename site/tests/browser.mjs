// A real Chromium with the page in it, opened from disk as a reader opens it.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";

const PAGE = pathToFileURL(fileURLToPath(new URL("../../index.html", import.meta.url))).href;
/** The page's figures, in its order. */
export const FIGURES = [...readFileSync(new URL(PAGE), "utf8").matchAll(/data-figure="([^"]+)"/g)].map(match => match[1]);
const PLACES = [
  process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];
const program = PLACES.find(place => place && existsSync(place));
const playwright = await import("playwright-core").catch(() => null);

/** Why the tests with a browser are skipped, or false. Where CI is set they are not: they fail. */
const missing = process.env.CI ? false
  : !playwright ? "no playwright-core: run npm ci in site/tests"
  : !program ? "no Chromium found: install it, or set CHROMIUM to its path" : false;

/** A test with the browser: skipped where there is none, and ended where it waits for what never comes. */
export const inBrowser = { skip: missing, timeout: 180_000 };

let browser = null;
async function chromium() {
  assert.ok(playwright, "playwright-core is not installed: run npm ci in site/tests.");
  assert.ok(program, "no Chromium found: install it, or set CHROMIUM to its path.");
  return browser ??= await playwright.chromium.launch({ executablePath: program, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
}

export const close = async () => { await browser?.close(); browser = null; };

/** Opens the page; `use(page)` fails where the page reports an error or asks for anything beyond its folder. */
export async function visit({ file, origin, hash = "", before, width = 1280, height = 900, ...options } = {}, use) {
  const context = await (await chromium()).newContext({ viewport: { width, height }, ...options });
  const page = await context.newPage(), faults = [];
  page.setDefaultTimeout(30_000);
  page.on("console", message => { if (["error", "warning"].includes(message.type())) faults.push(`console: ${message.text()}`); });
  page.on("pageerror", error => faults.push(`error: ${error.stack}`));
  page.on("request", request => { if (!/^(file|data|blob):/.test(request.url()) && !(origin && request.url().startsWith(`${origin}/`))) faults.push(`request: ${request.url()}`); });
  try {
    if (before) await page.addInitScript(before);
    await page.goto((file ? pathToFileURL(file).href : origin ? `${origin}/index.html` : PAGE) + hash);
    await use(page);
    assert.deepEqual(faults, []);
  } finally {
    await context.close();
  }
}

/** A figure, alive and in view. */
export async function figure(page, id) {
  const root = page.locator(`[data-figure="${id}"]`);
  await root.scrollIntoViewIfNeeded();
  await page.locator(`[data-figure="${id}"].live`).waitFor();
  await root.scrollIntoViewIfNeeded();
  await settle(page);
  return root;
}

/** Two frames, in which everything asked for has been painted. */
export const settle = page => page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))));

/** The pixels of a canvas, to tell whether they changed. */
export async function pixels(canvas) {
  await settle(canvas.page());
  return canvas.evaluate(element => element.toDataURL());
}

/** Presses at one place of an element and lets go at another; places are shares of its width and height. */
export async function drag(element, from, to) {
  const page = element.page();
  await element.scrollIntoViewIfNeeded();
  const box = await element.boundingBox(), at = ([x, y]) => [box.x + x * box.width, box.y + y * box.height];
  await page.mouse.move(...at(from));
  await page.mouse.down();
  await page.mouse.move(...at(to), { steps: 8 });
  await page.mouse.up();
  await settle(page);
}

/** What axe finds wrong within an element, a line for each rule. */
export async function violations(page, within) {
  if (!await page.evaluate(() => "axe" in globalThis)) await page.addScriptTag({ path: createRequire(import.meta.url).resolve("axe-core/axe.min.js") });
  const found = await page.evaluate(root => axe.run(root, { resultTypes: ["violations"], preload: false }), within);
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(" | ")}`);
}

/** The first number in a text, with the page's minus sign. */
export const number = text => Number(/[−-]?\d+(\.\d+)?/.exec(text)[0].replace("−", "-"));
