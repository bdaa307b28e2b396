// Every gesture by mouse, by touch and by keys, in Chromium and in Firefox: a row of the table is one gesture and what must change by it.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { close, inBrowser, visit as visitChromium } from "./browser.mjs";
import { inFirefox, visit as visitFirefox } from "./firefox.mjs";

after(close);

/** [figure, its state, gesture, on what, what must change, from, to, arrow]: places are shares of the width and height. "=Clear" is the button of that name. */
const GESTURES = [
  ["draw", "digit=7", "draw", ".pad", ".values"],
  ["draw", "digit=7&z=0,0", "drag", ".plane", ".values", [0.5, 0.5], [0.3, 0.3]],
  ["draw", "digit=7", "press", "=Clear", ".values"],
  ["draw", "digit=7", "press", "=Sample z", ".values"],
  ["draw", "digit=7&z=1,1", "press", "=z = μ", ".values"],
  ["draw", "digit=7", "press", "=A 3 from the test set; again for another", ".values"],
  ["draw", "digit=7", "press", "=10", ".values"],
  ["draw", "digit=7", "press", ".mid .toggle input", ".plane"],
  ["draw", "digit=7", "press", ".out .toggle input", ".out .status"],
  ["draw", "digit=7", "press", "=Train a small one now", ".mid .status"],
  ["draw", "digit=7&d=small", "press", "=Pause", ".mid .main"],
  ["plain", "a=0,0&v=0,0", "drag", ".cell:first-child .plane", ".cell:first-child .place", [0.5, 0.5], [0.3, 0.3]],
  ["plain", "a=0,0&v=0,0", "drag", ".cell:last-child .plane", ".cell:last-child .place", [0.5, 0.5], [0.3, 0.3]],
  ["plain", "seed=1", "press", "=Ten other points", ".film canvas"],
  ["roam", "a=-1.6,0.4&b=1.2,-0.9", "drag", ".plane", ".place", [0.278, 0.444], [0.4, 0.6]],
  ["roam", "a=-1.6,0.4&b=1.2,-0.9", "press", "=B", ".place"],
  ["roam", "a=-1.6,0.4&b=1.2,-0.9", "press", "=how fast pictures change", ".plane"],
  ["bound", "digit=0&from=prior&seed=1", "press", "=Draw 500 others", "dl"],
  ["bound", "digit=0&from=prior&seed=1", "press", "=from the encoder’s cloud", "dl"],
  ["bound", "digit=0&from=prior&seed=1", "press", "=A 4", "dl"],
  ["net", "digit=7&unit=h1.439", "drag", ".layerbox:nth-child(2) .layer", ".status", [0.5, 0.5], [0.5, 0.5]],
  ["net", "digit=7&unit=h1.439", "drag", ".layerbox:last-child .layer", ".status", [0.5, 0.5], [0.5, 0.5]],
  ["net", "digit=7&unit=h1.439", "press", ".wire", ".status"],
  ["net", "digit=7&unit=h1.439", "press", "=New ε", ".wirerow"],
  ["net", "digit=7&unit=h1.439", "press", "=A 1", ".status"],
  ["reparam", "mu=-1.5,1&sigma=0.7,0.7&digit=7", "drag", ".plane", ".slider-mu output", [0.266, 0.344], [0.4, 0.5]],
  ["reparam", "mu=-1.5,1&sigma=0.7,0.7&digit=7", "slide", ".slider-sigma input", ".status"],
  ["reparam", "mu=-1.5,1&sigma=0.7,0.7&digit=7", "press", "=One step", ".status"],
  ["reparam", "mu=-1.5,1&sigma=0.7,0.7&digit=7", "press", "=Descend", ".status"],
  ["reparam", "mu=-1.5,1&sigma=0.7,0.7&digit=7", "press", "=sample directly", ".status"],
  ["reparam", "mu=-1.5,1&sigma=0.7,0.7&digit=7", "press", "=A 0", ".status"],
  ["bells", "mu=1&sigma=0.5", "drag", ".bells", "dl", [0.625, 0.07], [0.75, 0.07]],
  ["bells", "mu=1&sigma=0.5", "drag", ".bells", ".slider-sigma output", [0.69, 0.285], [0.8, 0.3], "up"],
  ["bells", "mu=1&sigma=0.5", "slide", ".slider-mu input", "dl"],
  ["bells", "mu=1&sigma=0.5", "press", "=q = p", "dl"],
  ["elbo", "force=both&beta=1&digit=0", "drag", ".plane", ".status", [0.6875, 0.281], [0.5, 0.5]],
  ["elbo", "force=both&beta=1&digit=0", "slide", ".slider input", ".bars"],
  ["elbo", "force=both&beta=1&digit=0", "press", "=One step", ".status"],
  ["elbo", "force=both&beta=1&digit=0", "press", "=Let go", ".status"],
  ["elbo", "force=both&beta=1&digit=0", "press", "=A 7", ".bars"],
  ["film", "frame=0", "slide", ".slider input", ".status"],
  ["film", "frame=0", "press", "=Play", ".status"],
  ["space", "yaw=-0.6&pitch=0.35&axis=2&at=0", "drag", ".space", ".space", [0.5, 0.5], [0.7, 0.5]],
  ["space", "yaw=-0.6&pitch=0.35&axis=2&at=0", "slide", ".slider input", ".status"],
  ["space", "yaw=-0.6&pitch=0.35&axis=2&at=0", "press", "=z₀", ".status"],
  ["space", "yaw=-0.6&pitch=0.35&axis=2&at=0", "press", ".toggle input", ".space"],
  ["prior", "s1=1&s2=0.71&rho=0.57&show=samples", "drag", ".plane", "dl", [0.639, 0.444], [0.7, 0.5]],
  ["prior", "s1=1&s2=0.71&rho=0.57&show=samples", "drag", ".plane", "dl", [0.5, 0.419], [0.5, 0.3]],
  ["prior", "s1=1&s2=0.71&rho=0.57&show=samples", "slide", ".slider input", "dl"],
  ["prior", "s1=1&s2=0.71&rho=0.9", "press", "=As trained", "dl"],
  ["prior", "s1=1&s2=0.71&rho=0.57&show=samples", "press", "=A 7", "dl"],
  ["three", "digit=5", "press", "=A 8", "dl"],
  ["three", "digit=5", "press", "=z₁ z₂", ".cell:nth-child(2) .plane"],
  ["betas", "d=2&beta=1", "press", "=β = 16", ".status"],
  ["betas", "d=2&beta=1", "press", "=10 dimensions", ".status"],
  ["train", "data=yours", "draw", ".pad", ".pad"],
  ["train", "beta=1", "press", "=Step", ".status"],
  ["train", "beta=1", "press", "=Play", ".status"],
  ["train", "beta=1", "press", "=8", ".status"],
  ["train", "beta=1", "slide", ".slider input", ".slider output"],
  ["conditional", "z=0,0", "drag", ".plane", ".status", [0.5, 0.5], [0.3, 0.3]],
  ["conditional", "z=0,0", "press", "=As a 7", ".status"],
  ["conditional", "z=0,0", "press", "=A 4", ".status"],
  ["conditional", "z=0,0", "press", "=A style from the prior", ".status"],
  ["judge", "prior=gaussian&z=0,0", "drag", ".plane", ".status", [0.5, 0.5], [0.2, 0.3]],
  ["judge", "prior=gaussian&digit=0", "press", "=A 6", ".status"],
  ["judge", "prior=gaussian&digit=0", "press", "=swiss roll", ".status"],
  ["judge", "prior=gaussian&digit=0&show=codes", "press", "=neither", ".plane"],
  ["layers", "digit=3&far=1", "press", "=Go on with draw 3 of layer 1", ".status"],
  ["layers", "digit=3&far=1", "press", "=A 7", ".status"],
  ["layers", "digit=3&far=1", "press", "=Draw others", ".tile canvas"],
  ["layers", "digit=3&far=1", "slide", ".slider input", ".tile canvas"],
  ["words", "digit=8&at=0", "press", ".word button:nth-child(5)", ".status"],
  ["words", "digit=8&at=4", "press", "=Write 3", ".status"],
  ["words", "digit=8&at=0", "press", "=A 2", ".status"],
  ["words", "digit=8&at=0", "press", "=Any letters", ".status"],
  // What belongs to no figure, with the figure that it is tried on.
  ["roam", "a=-1.6,0.4&b=1.2,-0.9", "press", "=Step 2", ".plane"],
  ["roam", "a=-1.6,0.4&b=1.2,-0.9", "press", ".steps li:not([hidden]) summary", ".steps li:not([hidden]) details"],
  ["film", "frame=3", "press", ".steps li:not([hidden]) .go", ".status"],
  ["bells", "mu=1&sigma=0.5", "press", "=Full screen", ".fill"],
  ["bells", "mu=1&sigma=0.5", "press", "=Leave the lecture", ".fill"],
  ["reparam", "digit=7", "light", "^.eq .q-sigma", "^"],
  ["draw", "digit=7", "press", "/.theme", "/html"],
  ["draw", "digit=7", "press", "/.menu summary", "/.menu"],
];
const KEYS = { right: ["ArrowRight", "\uE014"], left: ["ArrowLeft", "\uE012"], up: ["ArrowUp", "\uE013"], down: ["ArrowDown", "\uE015"], home: ["Home", "\uE011"], end: ["End", "\uE010"], enter: ["Enter", "\uE006"], space: ["Space", " "], delete: ["Delete", "\uE017"] };

/** Chromium with the methods that the page of firefox.mjs has. */
class Chromium {
  constructor(page) { this.page = page; }
  evaluate(task, ...given) { return this.page.evaluate(([source, list]) => (0, eval)(`(${source})`)(...list), [String(task), given]); }
  settle() { return this.page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))); }
  async drag(selector, from, to, type) {
    const element = this.page.locator(selector);
    await element.evaluate(target => target.scrollIntoView({ block: "center", behavior: "instant" }));
    await this.settle();
    const box = await element.boundingBox(), steps = 8, at = k => ({ x: box.x + (from[0] + (to[0] - from[0]) * k / steps) * box.width, y: box.y + (from[1] + (to[1] - from[1]) * k / steps) * box.height }), moves = String(from) === String(to) ? [] : Array.from({ length: steps }, (_, k) => at(k + 1));
    if (type === "mouse") {
      await this.page.mouse.move(at(0).x, at(0).y);
      await this.page.mouse.down();
      for (const { x, y } of moves) await this.page.mouse.move(x, y);
      await this.page.mouse.up();
    } else if (moves.length) {
      this.session ??= await this.page.context().newCDPSession(this.page);
      const touch = (name, ...touchPoints) => this.session.send("Input.dispatchTouchEvent", { type: name, touchPoints });
      await touch("touchStart", at(0));
      for (const point of moves) await touch("touchMove", point);
      await touch("touchEnd");
    } else await this.page.touchscreen.tap(at(0).x, at(0).y);
    await this.settle();
  }
  async hover(selector) { await this.page.locator(selector).hover(); }
  async press(selector, key, times = 1) {
    await this.page.locator(selector).focus();
    for (let i = 0; i < times; i++) await this.page.keyboard.press(key);
    await this.settle();
  }
}

/** The element that a row names: within its figure, within its chapter for "^", anywhere for "/". Functions here are sent to the browser, as text. */
const find = (id, what) => {
  const root = document.getElementById(id), within = what[0] === "^" ? root.closest(".chapter") : what[0] === "/" ? document : root, rest = what.replace(/^[\^/]/, "");
  return rest === "" ? within : rest[0] !== "=" ? within.querySelector(rest) : [...within.querySelectorAll("button")].find(button => !button.hidden && [button.textContent, button.getAttribute("aria-label")].includes(rest.slice(1)));
};
/** Marks what a row names, and for a button of a group the neighbour from which an arrow comes to it: returns that arrow, "" without one, null where there is nothing. */
const mark = (id, what, source) => {
  document.querySelectorAll("[data-gesture], [data-gesture-from]").forEach(element => { delete element.dataset.gesture; delete element.dataset.gestureFrom; });
  const element = (0, eval)(source)(id, what);
  if (!element) return null;
  element.dataset.gesture = "";
  const before = element.previousElementSibling, [beside, arrow] = before?.matches("button") ? [before, "right"] : [element.nextElementSibling, "left"];
  if (!element.closest("[role=group]") || !element.matches("button") || !beside?.matches("button")) return "";
  beside.dataset.gestureFrom = "";
  return arrow;
};
const look = (id, what, source) => {
  const element = (0, eval)(source)(id, what);
  return !element ? null : element.matches("canvas") ? element.toDataURL() : element.matches("html, .chapter") ? JSON.stringify({ ...element.dataset }) : element.outerHTML;
};

/** Does one gesture, and says what is wrong, or null. */
async function act(page, [id, state, gesture, what, watched, from = [0.5, 0.5], to = from, arrow = "right"], input, key) {
  await page.evaluate(async (figure, words) => {
    document.getElementById(figure).scrollIntoView({ behavior: "instant" });
    await VAELAB.show(figure);
    await VAELAB.follow(`#${figure}?${words}`, false);
  }, id, state);
  const beside = await page.evaluate(mark, id, what, String(find)), seen = () => page.evaluate(look, id, watched, String(find)), target = "[data-gesture]", wait = milliseconds => new Promise(done => setTimeout(done, milliseconds));
  if (beside === null) return "is not there";
  if (await seen() === null) return `${watched} is not there`;
  let before = null;
  for (let i = 0, same = 0; i < 60 && same < 2; i++) { const now = await seen(); same = now === before ? same + 1 : 0; before = now; await wait(60); }
  if (gesture === "drag" || gesture === "light" || gesture === "press" && input !== "keys") {
    await page.evaluate(() => document.querySelector("[data-gesture]").scrollIntoView({ block: "center", behavior: "instant" }));
    await page.settle();
  }
  const top = () => page.evaluate(() => document.querySelector("[data-gesture]").getBoundingClientRect().top), at = await top();
  if (input !== "keys") {
    if (gesture === "draw") await page.drag(target, [0.5, 0.2], [0.5, 0.8], input);
    else if (gesture === "slide") await page.drag(target, [0.5, 0.5], [0.85, 0.5], input);
    else if (gesture === "light" && input === "mouse") await page.hover(target);
    else await page.drag(target, from, to, input);
    if (gesture === "drag" && Math.abs(await top() - at) > 2) return "scrolled the page";
  } else if (gesture === "draw") for (const [name, times] of [["delete", 1], ["space", 1], ["down", 14], ["space", 1]]) await page.press(target, key(name), times);
  else if (gesture === "drag") await page.press(target, key(arrow), 3);
  else if (gesture === "slide") { await page.press(target, key("home")); await page.press(target, key("right"), 3); }
  else if (gesture === "light") { await page.evaluate(() => document.querySelector("[data-gesture]").closest(".eq").setAttribute("data-equation", "")); await page.press("[data-equation]", key("right"), 3); }
  else {
    if (beside) {
      await page.press("[data-gesture-from]", key(beside));
      if (!await page.evaluate(() => document.activeElement.matches("[data-gesture]"))) return `the arrow ${beside} does not come to it`;
    }
    await page.press(target, key(what.includes("input") ? "space" : "enter"));
  }
  for (let i = 0; i < 100; i++) {
    if (await seen() !== before) return null;
    await wait(100);
  }
  return `${watched} is as before`;
}

/** Half of the table at a time, so that a slow machine comes to the end of each in time. */
const middle = GESTURES.findIndex(([id]) => id === "film"), HALVES = [["first half", GESTURES.slice(0, middle)], ["second half", GESTURES.slice(middle)]];
for (const input of ["mouse", "touch", "keys"]) for (const [half, rows] of HALVES) {
  const all = async (page, column, some = rows) => {
    const wrong = [];
    for (const row of some) {
      const fault = await act(page, row, input, name => KEYS[name][column]).catch(error => { throw new Error(`${row.slice(0, 4).join(" ")}: ${error.message}`, { cause: error }); });
      if (fault) wrong.push(`${row.slice(0, 4).join(" ")}: ${fault}`);
      if (wrong.length === 3) break; // Each waits: more would take long, and say no more.
    }
    assert.deepEqual(wrong, []);
  };
  test(`Chromium: every gesture by ${input}, the table's ${half}`, { ...inBrowser, timeout: 400_000 }, () => visitChromium({ width: 450, height: 800, hasTouch: input === "touch", reducedMotion: "reduce" }, page => all(new Chromium(page), 0)));
  // A headless Firefox gives its window no focus, and then a key presses no button or box: the browser's own doing, not the page's. By keys it has all the others.
  test(`Firefox: every gesture by ${input}, the table's ${half}`, { ...inFirefox, timeout: 400_000 }, () => visitFirefox({ width: 450, height: 800, calm: true, limit: 400_000 }, page => all(page, 1, input === "keys" ? rows.filter(([, , gesture]) => gesture !== "press") : rows)));
}
