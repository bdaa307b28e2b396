// A real Firefox with the page in it, driven over WebDriver BiDi (https://w3c.github.io/webdriver-bidi/).
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const PAGE = pathToFileURL(fileURLToPath(new URL("../../index.html", import.meta.url))).href;
const program = [process.env.FIREFOX, "/usr/bin/firefox-esr", "/usr/bin/firefox", "/Applications/Firefox.app/Contents/MacOS/firefox", "C:\\Program Files\\Mozilla Firefox\\firefox.exe"].find(place => place && existsSync(place));
const sockets = await import("ws").catch(() => null);

/** Why the tests with Firefox are skipped, or false. Where CI is set they are not: they fail. */
const missing = process.env.CI ? false
  : !sockets ? "no ws: run npm ci in site/tests"
  : !program ? "no Firefox found: install it, or set FIREFOX to its path" : false;

const LIMIT = 180_000, ANSWER = 60_000;
/** A test with Firefox: skipped where there is none, and ended where it waits for what never comes. */
export const inFirefox = { skip: missing, timeout: LIMIT };

/** Opens the page, or a `file`; `use(page)` fails where the page reports an error. `calm` is for who wants no motion. */
export async function visit({ file, width = 1280, height = 900, hash = "", calm = false, limit = LIMIT } = {}, use) {
  assert.ok(sockets, "ws is not installed: run npm ci in site/tests.");
  assert.ok(program, "no Firefox found: install it, or set FIREFOX to its path.");
  const profile = mkdtempSync(join(tmpdir(), "vaelab-firefox-"));
  if (calm) writeFileSync(join(profile, "user.js"), 'user_pref("ui.prefersReducedMotion", 1);\n');
  const child = spawn(program, ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0", "about:blank"], { stdio: ["ignore", "ignore", "pipe"], timeout: limit, killSignal: "SIGKILL" });
  try {
    const address = await new Promise((done, fail) => {
      let said = "";
      child.stderr.on("data", text => { said += text; const at = /WebDriver BiDi listening on (ws:\S+)/.exec(said); if (at) done(at[1]); });
      child.once("exit", code => fail(new Error(`Firefox ended with ${code}: ${said}`)));
    });
    const socket = new sockets.WebSocket(`${address}/session`), waiting = new Map(), faults = [];
    await new Promise((done, fail) => { socket.once("open", done); socket.once("error", fail); });
    let last = 0;
    const send = (method, params) => new Promise((done, fail) => {
      const late = setTimeout(() => fail(new Error(`${method}: no answer in ${ANSWER / 1000} s`)), ANSWER);
      waiting.set(++last, { done: result => { clearTimeout(late); done(result); }, fail: answer => { clearTimeout(late); fail(new Error(`${method}: ${answer.message}`)); } });
      socket.send(JSON.stringify({ id: last, method, params }));
    });
    socket.on("message", text => {
      const answer = JSON.parse(text);
      if (answer.type === "event") { if (["error", "warn"].includes(answer.params.level)) faults.push(answer.params.text); return; }
      const { done, fail } = waiting.get(answer.id);
      waiting.delete(answer.id);
      if (answer.type === "success") done(answer.result);
      else fail(answer);
    });
    await send("session.new", { capabilities: {} });
    await send("session.subscribe", { events: ["log.entryAdded"] });
    const context = (await send("browsingContext.getTree", {})).contexts[0].context;
    await send("browsingContext.setViewport", { context, viewport: { width, height } });
    await send("browsingContext.navigate", { context, url: (file ? pathToFileURL(file).href : PAGE) + hash, wait: "complete" });
    await use(new Page(send, context));
    assert.deepEqual(faults, []);
    await send("browser.close", {});
    socket.close();
  } finally {
    child.kill();
    if (child.exitCode === null) await new Promise(done => child.once("exit", done));
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

class Page {
  constructor(send, context) { Object.assign(this, { send, context }); }

  /** What a function gives for arguments that are plain data, in the page. */
  async evaluate(task, ...given) {
    const { type, result, exceptionDetails } = await this.send("script.callFunction", {
      functionDeclaration: `async text => JSON.stringify(await (${task})(...JSON.parse(text)) ?? null)`, awaitPromise: true,
      arguments: [{ type: "string", value: JSON.stringify(given) }], target: { context: this.context },
    });
    assert.equal(type, "success", exceptionDetails?.text);
    return JSON.parse(result.value);
  }

  /** Waits until a function is true in the page. */
  async until(task, ...given) {
    for (const end = Date.now() + 60_000; ;) {
      if (await this.evaluate(task, ...given)) return;
      assert.ok(Date.now() < end, `not in a minute: ${task}`);
      await new Promise(done => setTimeout(done, 100));
    }
  }

  /** A figure, alive and in view. */
  async figure(id) {
    await this.evaluate(at => document.getElementById(at).scrollIntoView(), id);
    await this.until(at => document.querySelector(`#${at}.live`) !== null, id);
    await this.settle();
  }

  settle() { return this.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))); }

  /** The pixels of a canvas, to tell whether they changed. */
  async pixels(selector) {
    await this.settle();
    return this.evaluate(of => document.querySelector(of).toDataURL(), selector);
  }

  /** Presses at one place of an element and lets go at another, by "mouse" or by "touch"; places are shares of its width and height. */
  async drag(selector, from, to, pointerType = "mouse") {
    const box = await this.evaluate(of => {
      const element = document.querySelector(of);
      element.scrollIntoView({ block: "center", behavior: "instant" });
      const { x, y, width, height } = element.getBoundingClientRect();
      return { x, y, width, height };
    }, selector);
    const at = ([x, y]) => ({ x: Math.round(box.x + x * box.width), y: Math.round(box.y + y * box.height) }), steps = 8;
    const between = Array.from({ length: String(from) === String(to) ? 0 : steps }, (_, i) => from.map((v, j) => v + (to[j] - v) * (i + 1) / steps));
    await this.send("input.performActions", { context: this.context, actions: [{ type: "pointer", id: pointerType, parameters: { pointerType }, actions: [
      { type: "pointerMove", ...at(from) }, { type: "pointerDown", button: 0 },
      ...between.map(place => ({ type: "pointerMove", ...at(place), duration: 20 })),
      { type: "pointerUp", button: 0 },
    ] }] });
    await this.send("input.releaseActions", { context: this.context });
    await this.settle();
  }

  /** Moves the mouse to the middle of an element. */
  async hover(selector) {
    const { x, y } = await this.evaluate(of => { const box = document.querySelector(of).getBoundingClientRect(); return { x: Math.round(box.x + box.width / 2), y: Math.round(box.y + box.height / 2) }; }, selector);
    await this.send("input.performActions", { context: this.context, actions: [{ type: "pointer", id: "mouse", parameters: { pointerType: "mouse" }, actions: [{ type: "pointerMove", x, y }] }] });
    await this.settle();
  }

  /** Focuses an element and presses a key, a letter or its code point in WebDriver, some times. */
  async press(selector, key, times = 1) {
    await this.evaluate(of => { document.querySelector(of).scrollIntoView({ block: "center" }); document.querySelector(of).focus(); }, selector);
    await this.send("input.performActions", { context: this.context, actions: [{ type: "key", id: "keys", actions: Array.from({ length: times }, () => [{ type: "keyDown", value: key }, { type: "keyUp", value: key }]).flat() }] });
    await this.settle();
  }
}
