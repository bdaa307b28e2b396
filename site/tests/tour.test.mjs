// A student walks through the page: every step of every figure, with what must be seen after it, on four screens.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { FIGURES, close, figure, inBrowser, visit } from "./browser.mjs";

after(close);
/** What the figure says after each of its steps. */
const SEEN = {
  draw: [/This 0 lands among the 0s/, /This 4 lands among/, /This 4 lands among[^]*…\)/],
  plain: [/z = /, /z = \(40\.00, −20\.00\)/],
  roam: [/length \d+\.\d[^]*shorter than the straight line’s/, /length \d+\.\d[^]*shorter than the straight line’s/],
  bound: [/\n[1-9]\.\d of 500/, /\n[34]\d\d\.\d of 500/],
  net: [/h₁\[439\] = max\(0/, /μ\[0\] = Σ w·h₂ \+ b/, /g₁\[169\] = max\(0/],
  reparam: [/Reconstruction \d+/, /no gradient reaches μ and σ/, /Reconstruction \d+/],
  bells: [/2\.000 nats/, /1\.808 nats/, /KL\(q‖p\), their sum\s+0\.000 nats/],
  elbo: [/decoder stays as it is/, /decoder stays as it is/, /decoder stays as it is/, /decoder stays as it is/],
  film: [/Before the first step/, /Step 50/, /Epoch 1:/, /Epoch 30/],
  space: [/z₂ = −1\.00/, /z₂ = 1\.00/],
  prior: [/0\.000 nats/, /1\.1\d\d nats/, /1: \d+ expected, \d+ found/],
  three: [/reconstr\./, /reconstr\./],
  betas: [/β = 0\.1: /, /β = 1: [^]*10 of 10 dimensions in use/, /β = 16: /],
  train: [/Untrained/, /Untrained/, /Untrained/],
  conditional: [/The style of a 2/, /z = \(−2\.00, 0\.00\)/, /z = \(0\.00, −2\.00\)/, /The codes of the 7s/],
  judge: [/believes in a code/, /At the code of this 0/, /discriminator/],
  layers: [/All layers of a 3/, /All layers of a 3/],
  words: [/Letter 6 is \d+/, /The word of this 8/],
};
test("Every step has something that must be seen", () => assert.deepEqual(Object.keys(SEEN).sort(), FIGURES.toSorted()));

for (const width of [390, 768, 1440, 1920]) test(`A student's tour at ${width} pixels`, inBrowser, () => visit({ width, height: 900, reducedMotion: "reduce" }, async page => {
  for (const id of FIGURES) {
    const root = await figure(page, id), stage = root.locator(".stage"), steps = root.getByRole("button", { name: /^Step \d$/ });
    assert.equal(await steps.count(), SEEN[id].length, `steps of ${id}`);
    for (const [i, wanted] of SEEN[id].entries()) {
      await steps.nth(i).click();
      await page.waitForFunction(([where, source]) => new RegExp(source).test(document.querySelector(`#${where} .stage`).innerText), [id, wanted.source]).catch(async () => assert.match(await stage.innerText(), wanted, `${id}, step ${i + 1}`));
      await root.locator(".steps li").nth(i).locator("summary").click();
      assert.ok(await root.locator(".steps li").nth(i).locator("p").isVisible(), `the answer of ${id}, step ${i + 1}`);
    }
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width, `${id} scrolls sideways`);
  }
}));
