// The trainer of the page: node --test site/tests
import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { runInThisContext } from "node:vm";

const read = name => readFileSync(new URL(`../${name}`, import.meta.url), "utf8");
for (const name of ["math.js", "trainer.js", "data/training-digits.js"]) runInThisContext(read(name));
const { math, trainer } = globalThis.VAELAB, stored = globalThis.VAELAB_DATA["training-digits"];
const pixels = math.readPixels(stored.pixels), size = stored.side ** 2;
const images = Array.from({ length: stored.count }, (_, i) => pixels.subarray(size * i, size * (i + 1)));
const exact = trainer.define(globalThis.VAELAB, Float64Array);
const near = (actual, expected, tolerance, what) => assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual}, not ${expected}`);

for (const [beta, depth, activation] of [[0, 1, "relu"], [1, 1, "relu"], [4, 1, "relu"], [1, 2, "relu"], [1, 2, "tanh"]]) {
  test(`Every slope is the loss's difference, β = ${beta}, ${depth} hidden layers, ${activation}`, () => {
    const model = new exact.Vae({ pixels: 12, hidden: 7, depth, activation, latent: 2, seed: 3 }), uniform = math.random(5), draw = math.normal(uniform);
    const batch = [0, 1, 2].map(() => ({ x: Array.from({ length: 12 }, uniform), noise: [draw(), draw()] }));
    model.layers.forEach(layer => layer.bias.forEach((_, i) => { layer.bias[i] = 0.2 * draw(); }));
    const loss = () => batch.reduce((sum, { x, noise }) => {
      const { reconstruction, kl } = model.forward(x, noise);
      return sum + (reconstruction + beta * kl) / batch.length;
    }, 0);
    model.clearSlopes();
    for (const { x, noise } of batch) model.backward(model.forward(x, noise), beta, 1 / batch.length);
    const h = 1e-6;
    model.layers.forEach((layer, n) => {
      for (const [values, slopes, name] of [[layer.weight, layer.weightSlope, "weight"], [layer.bias, layer.biasSlope, "bias"]]) {
        values.forEach((value, i) => {
          values[i] = value + h;
          const above = loss();
          values[i] = value - h;
          const below = loss();
          values[i] = value;
          near(slopes[i], (above - below) / (2 * h), 1e-6 * Math.max(1, Math.abs(slopes[i])), `layer ${n}, ${name} ${i}`);
        });
      }
    });
  });
}

test("The KL of a known posterior is the closed form", () => {
  const model = new exact.Vae({ pixels: 4, hidden: 3, seed: 1 });
  model.layers.forEach(layer => layer.weight.fill(0));
  model.mean.bias.set([1, -1]);
  model.logVariance.bias.set([Math.log(0.5), Math.log(0.25)]);
  const { kl, reconstruction } = model.forward([0, 1, 0.5, 1], [0, 0]);
  near(kl, new math.Gaussian([0, 0], [[1, 0], [0, 1]]).klFrom([1, -1], [Math.log(0.5), Math.log(0.25)]), 1e-12, "KL");
  near(reconstruction, 4 * Math.log(2), 1e-12, "four coin tosses");
});

test("Adam's first step moves every weight by the rate, against its slope", () => {
  const layer = new exact.Layer(2, 1, () => 0.5), adam = new exact.Adam([layer]);
  layer.weightSlope.set([3, -0.01]);
  adam.update(0.1);
  near(layer.weight[0], -0.1, 1e-6, "weight with a large slope");
  near(layer.weight[1], 0.1, 1e-4, "weight with a small slope");
});

test("The loss falls below the mean image's, on images that were held out", () => {
  const run = new trainer.Trainer(images, { seed: 1 }), before = run.check();
  const mean = Float64Array.from({ length: size }, (_, i) => images.slice(0, run.count).reduce((sum, x) => sum + x[i], 0) / run.count);
  const logits = mean.map(p => Math.log((p + 1e-4) / (1 - p + 1e-4)));
  const baseline = images.slice(run.count).reduce((sum, x) => sum + math.crossEntropy(logits, x), 0) / run.heldOut;
  for (let i = 0; i < 240; i++) run.train();
  const after = run.check(), total = after.reconstruction + after.kl;
  assert.ok(total < before.reconstruction + before.kl, "the loss has fallen");
  assert.ok(total < 0.98 * baseline, `${total} nats, and the mean image costs ${baseline}`);
  assert.equal(run.epoch, 10);
});

test("The same seed makes the same training", () => {
  const [a, b] = [1, 1].map(seed => new trainer.Trainer(images.slice(0, 400), { seed, heldOut: 100 }));
  for (let i = 0; i < 8; i++) assert.deepEqual(a.train(), b.train());
});

test("An epoch sees every training image once, and no other", () => {
  const run = new trainer.Trainer(images.slice(0, 400), { heldOut: 100 }), seen = [];
  for (let i = 0; i < 6; i++) { run.train(); seen.push(...run.last); }
  assert.deepEqual([...seen].sort((a, b) => a - b), Array.from({ length: 300 }, (_, i) => i));
});

test("A learning rate of 1 ends in a NotFinite that leaves the weights numbers", () => {
  const run = new trainer.Trainer(images, { rate: 1 });
  assert.throws(() => { for (let i = 0; i < 2000; i++) run.train(); }, error => {
    assert.ok(error instanceof trainer.NotFinite);
    assert.equal(error.step, run.step + 1);
    return true;
  });
  assert.ok(run.model.layers.every(layer => layer.weight.every(Number.isFinite)));
});

test("A session takes orders: reset, steps, and telling of a failure", () => {
  const told = [], session = new trainer.Session(message => told.push(message), 5);
  const grid = [[0, 0], [1, 1]];
  session.receive({ order: "reset", images: images.slice(0, 400), grid, options: { rate: 1, heldOut: 100, run: 1 } });
  assert.equal(told[0].step, 0);
  session.receive({ order: "step" });
  assert.equal(told[1].step, 1);
  assert.equal(told[1].batch.length, 50);
  assert.equal(told[1].grid.length, 2 * size);
  assert.notDeepEqual(told[1].before, told[1].means);
  for (let i = 0; i < 2000 && !told.at(-1).failed; i++) session.receive({ order: "step" });
  assert.equal(told.at(-1).failed.rate, 1);
  const count = told.length;
  session.receive({ order: "play" });
  session.receive({ order: "step" });
  assert.equal(told.length, count, "nothing goes on after a failure");
  session.receive({ order: "reset", options: { heldOut: 100, run: 2 } });
  session.receive({ order: "step" });
  assert.equal(told.at(-1).run, 2);
  assert.equal(told.at(-1).step, 1);
});

test("A step of 50 images takes at most 10 ms, 95 times of 100", { skip: process.env.VAELAB_TIMING ? false : "set VAELAB_TIMING to measure" }, context => {
  const run = new trainer.Trainer(images), times = [];
  for (let i = 0; i < 400; i++) {
    const start = performance.now();
    run.train();
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  context.diagnostic(`median ${times[200].toFixed(2)} ms, p95 ${times[380].toFixed(2)} ms`);
  near(times[380], 0, 10, "ms");
});
