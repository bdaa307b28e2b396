// The gestures of the figures in Firefox: mouse, finger and keys. figures.test.mjs has all of them in Chromium.
import { test } from "node:test";
import assert from "node:assert/strict";
import { FIGURES } from "./browser.mjs";
import { inFirefox, visit } from "./firefox.mjs";

const RIGHT = "\uE014";
const see = (name, options, use) => test(`Firefox: ${name}`, inFirefox, () => visit(options, use));
/** Where something can be taken hold of: from, to, in shares of the canvas. What changes is the canvas itself, where nothing else is named. */
const DRAGS = {
  draw: [".plane", [0.5, 0.5], [0.3, 0.3]], plain: [".plane", [0.5, 0.5], [0.3, 0.3]], roam: [".plane", [0.28, 0.44], [0.4, 0.6]],
  bells: [".bells", [0.625, 0.12], [0.7, 0.12]], reparam: [".plane", [0.27, 0.34], [0.4, 0.5]], elbo: [".plane", [0.69, 0.28], [0.5, 0.5]],
  space: [".space", [0.5, 0.5], [0.7, 0.5]], prior: [".plane", [0.64, 0.44], [0.7, 0.5]], conditional: [".plane", [0.53, 0.59], [0.3, 0.3]], judge: [".plane", [0.5, 0.5], [0.2, 0.3]],
};

see("every figure comes to life from disk, without an error", {}, async page => { for (const id of FIGURES) await page.figure(id); });

see("a stroke by mouse comes back, and z, bells, clouds and priors are dragged", {}, async page => {
  await page.figure("draw");
  await page.evaluate(() => [...document.querySelectorAll("#draw button")].find(button => button.textContent === "Clear").click());
  await page.drag("#draw .pad", [0.5, 0.15], [0.5, 0.85]);
  await page.until(() => document.querySelector("#draw .out .status").textContent.startsWith("Your drawing lands among the 1s."));
  for (const [id, [canvas, from, to]] of Object.entries(DRAGS)) {
    await page.figure(id);
    const before = await page.pixels(`#${id} ${canvas}`);
    await page.drag(`#${id} ${canvas}`, from, to);
    assert.ok(await page.pixels(`#${id} ${canvas}`) !== before, id);
  }
});

see("a finger draws, and drags what it takes hold of", { width: 450, height: 800 }, async page => {
  await page.figure("draw");
  await page.evaluate(() => [...document.querySelectorAll("#draw button")].find(button => button.textContent === "Clear").click());
  await page.drag("#draw .pad", [0.5, 0.15], [0.5, 0.85], "touch");
  await page.until(() => document.querySelector("#draw .out .status").textContent.startsWith("Your drawing lands among the 1s."));
  for (const id of ["plain", "bells", "judge"]) {
    await page.figure(id);
    const [canvas, from, to] = DRAGS[id], before = await page.pixels(`#${id} ${canvas}`);
    await page.drag(`#${id} ${canvas}`, from, to, "touch");
    assert.ok(await page.pixels(`#${id} ${canvas}`) !== before, id);
  }
});

see("keys move what they move in Chromium, and a step of training is taken in a worker", {}, async page => {
  for (const id of Object.keys(DRAGS)) {
    await page.figure(id);
    const canvas = `#${id} ${DRAGS[id][0]}`, before = await page.pixels(canvas);
    await page.press(canvas, RIGHT, 3);
    assert.ok(await page.pixels(canvas) !== before, id);
  }
  await page.figure("train");
  await page.evaluate(() => [...document.querySelectorAll("#train button")].find(button => button.textContent === "Step").click());
  await page.until(() => document.querySelector("#train .status").textContent.startsWith("Step 1,"));
});
