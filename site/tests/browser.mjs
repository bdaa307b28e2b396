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

/** A script for `before`: globalThis.wordsAstray(element) then says which words on its canvases lie on one another, or are cut off by the edge. */
export const WORDS = `{
  const texts = new WeakMap(), { clearRect, fillText } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.clearRect = function (...box) { texts.set(this.canvas, []); return clearRect.apply(this, box); };
  CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
    const size = this.measureText(text), now = this.getTransform(), from = now.transformPoint({ x: x - size.actualBoundingBoxLeft, y: y - size.actualBoundingBoxAscent }), to = now.transformPoint({ x: x + size.actualBoundingBoxRight, y: y + size.actualBoundingBoxDescent });
    texts.get(this.canvas)?.push({ text, left: from.x, top: from.y, right: to.x, bottom: to.y });
    return fillText.call(this, text, x, y);
  };
  globalThis.wordsAstray = root => [...root.querySelectorAll("canvas")].flatMap(canvas => {
    const all = texts.get(canvas) ?? [], meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
    return [...all.flatMap((a, i) => all.slice(0, i).filter(b => meet(a, b)).map(b => b.text + " and " + a.text)), ...all.filter(a => a.left < -0.5 || a.top < -0.5 || a.right > canvas.width + 0.5 || a.bottom > canvas.height + 0.5).map(a => a.text + " is cut off")];
  });
}`;

/** What axe finds wrong within an element, a line for each rule. */
export async function violations(page, within) {
  if (!await page.evaluate(() => "axe" in globalThis)) await page.addScriptTag({ path: createRequire(import.meta.url).resolve("axe-core/axe.min.js") });
  const found = await page.evaluate(root => axe.run(root, { resultTypes: ["violations"], preload: false }), within);
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(" | ")}`);
}

/** The first number in a text, with the page's minus sign. */
export const number = text => Number(/[−-]?\d+(\.\d+)?/.exec(text)[0].replace("−", "-"));
