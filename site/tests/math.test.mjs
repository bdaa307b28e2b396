// The page's arithmetic against the C# engine's: node --test site/tests
import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { createContext, runInContext } from "node:vm";

const read = name => readFileSync(new URL(`../${name}`, import.meta.url), "utf8");
const page = createContext({ atob, Math, console, performance });
runInContext(read("math.js"), page);
const golden = JSON.parse(read("tests/golden.json")), files = Object.keys(golden);
const of = kind => files.flatMap(file => (file.startsWith(`${kind}-`) ? [file.slice(kind.length + 1)] : []));
for (const file of ["digits", ...files, ...of("model").map(name => `codes-${name}`)]) runInContext(read(`data/${file}.js`), page);
const { math } = page.VAELAB, data = page.VAELAB_DATA;
const near = (actual, expected, tolerance, what) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual}, and the engine has ${expected}`);
const same = (image, decoded) => decoded.forEach((value, i) => near(image[i], value, 1e-3, `pixel ${i}`));

test("Every model of the page has golden images", () => assert.deepEqual(
  files.toSorted(), readdirSync(new URL("../data/", import.meta.url)).flatMap(file => /^((?:model|prior|layers|words|encoder|autoencoder)-.+)\.js$/.exec(file)?.[1] ?? []).sort()));

for (const file of files) test(`${file}: rounding the weights costs less than half a nat`, () => {
  near(data[file].testRounded.total, data[file].test.total, 0.5, "test loss");
});

for (const name of of("model")) {
  const model = new math.Model(data[`model-${name}`]);
  for (const image of golden[`model-${name}`]) {
    const x = Float32Array.from(math.readBytes(image.pixels), value => value / 255);

    test(`${name}: test image ${image.index} is encoded as the engine encodes it`, () => {
      const q = model.encode(x, image.label);
      image.mean.forEach((mean, j) => near(q.mean[j], mean, 1e-3, `μ${j}`));
      near(model.prior.klFrom(q.mean, q.logVariance), image.kl, 1e-3, "KL");
    });

    test(`${name}: test image ${image.index} is decoded as the engine decodes it`, () => {
      same(model.decode(image.mean, null, image.label), image.decoded);
      near(math.crossEntropy(model.logits(image.mean, image.label), x), image.reconstruction, 1e-2, "reconstruction");
    });

    if (model.classes) test(`${name}: test image ${image.index} is decoded as another class as the engine decodes it`, () => {
      same(model.decode(image.mean, null, image.other), image.decodedAsOther);
      assert.ok(image.decoded.some((value, i) => Math.abs(value - image.decodedAsOther[i]) > 0.5), "the class makes no difference");
    });

    test(`${name}: the codes of the plane are those of the encoder, image ${image.index}`, () => {
      const codes = data[`codes-${name}`], means = math.readCoordinates(codes.means, codes.radius), d = model.dimensions;
      image.mean.forEach((mean, j) => near(means[image.index * d + j], mean, 2e-3, `coordinate ${j}`));
    });
  }

  if (!model.classes) test(`${name}: the loss's slope in z is its difference`, () => {
    const image = golden[`model-${name}`][1], z = image.mean.map(v => v + 0.3), h = 1e-3;
    const x = Float32Array.from(math.readBytes(image.pixels), value => value / 255);
    const { slope } = model.lossAndSlope(z, x);
    z.forEach((_, j) => {
      const moved = sign => math.crossEntropy(model.logits(z.map((v, k) => (k === j ? v + sign * h : v))), x);
      near(slope[j], (moved(1) - moved(-1)) / (2 * h), 0.02 * Math.max(1, Math.abs(slope[j])), `slope ${j}`);
    });
  });
}

for (const name of of("prior")) {
  const stored = data[`prior-${name}`], model = new math.Judged(stored);
  for (const { index, z, belief, decoded } of golden[`prior-${name}`]) test(`${name}: the code of test image ${index} is decoded and judged as the engine does`, () => {
    same(model.decode(z), decoded);
    near(model.belief(z), belief, 1e-3, "D(z)");
    const codes = math.readCoordinates(stored.means, stored.radius);
    z.forEach((value, j) => near(codes[2 * index + j], value, 2e-3, `coordinate ${j}`));
  });
}

for (const name of of("autoencoder")) {
  const stored = data[`autoencoder-${name}`], model = new math.Plain(stored);
  for (const { index, z, decoded } of golden[`autoencoder-${name}`]) test(`${name}: the code of test image ${index} is decoded as the engine does`, () => {
    same(model.decode(z), decoded);
    const codes = math.readCoordinates(stored.means, stored.radius);
    z.forEach((value, j) => near(codes[2 * index + j], value, 0.01, `coordinate ${j}`));
  });
}

for (const name of of("layers")) {
  const stored = data[`layers-${name}`], model = new math.Hierarchy(stored);
  for (const { index, layers, decoded, noise, generated } of golden[`layers-${name}`]) {
    test(`${name}: the layers of test image ${index} are decoded as the engine decodes them, and drawn by their noise`, () => {
      const points = model.split(layers);
      same(model.decode(points), decoded);
      model.draw(model.noiseOf(points)).forEach((z, l) => z.forEach((value, j) => near(value, points[l][j], 1e-4, `layer ${l + 1}, ${j}`)));
    });

    test(`${name}: noise becomes the image that the engine generates, ${index}`, () => same(model.decode(model.draw(model.split(noise))), generated));
  }
}

for (const name of of("words")) {
  const stored = data[`words-${name}`], speller = new math.Speller(stored), { positions } = stored;
  for (const { index, word, decoded } of golden[`words-${name}`]) test(`${name}: the word of test image ${index} is decoded as the engine decodes it`, () => {
    same(speller.decode(word), decoded);
    const words = Array.from({ length: stored.examples.length / positions }, (_, i) => stored.examples.slice(positions * i, positions * (i + 1)).join());
    assert.ok(words.includes(word.join()), "it is the word of an example");
  });
}

for (const name of of("encoder")) {
  const stored = data[`words-${name}`], speller = new math.Speller(stored), digits = data.digits, bytes = math.readBytes(digits.pixels), { positions } = stored;
  const image = i => Float32Array.from(bytes.subarray(784 * i, 784 * (i + 1)), value => value / 255);
  speller.learn(data[`encoder-${name}`]);
  for (const { index, word } of golden[`encoder-${name}`])
    test(`${name}: test image ${index} is spelled as the engine spells it`, () => assert.deepEqual([...speller.spell(image(digits.examples.indexOf(index)))], word));
  test(`${name}: with rounded weights most letters stay`, () => {
    const words = digits.examples.map((_, i) => speller.spell(image(i))), kept = words.flat().filter((code, i) => code === stored.examples[i]).length;
    assert.ok(kept >= 0.95 * words.flat().length, `${kept} of ${positions * words.length} letters`);
  });
}

test("The KL to the correlated prior has its closed forms", () => {
  const prior = new math.Gaussian([0, 0], [[1, 0.4], [0.4, 0.5]]);
  near(prior.klFrom([0, 0], [0, 0]), 0.6664775, 1e-6, "KL(N(0, I))");
  near(prior.klFrom([1, -1], [Math.log(0.5), Math.log(0.25)]), 3.617963, 1e-5, "KL of a shifted, narrow Gaussian");
  near(prior.leastDiagonalKl, -0.5 * Math.log(1 - 0.32), 1e-9, "the least diagonal KL");
});

test("A matrix that is no covariance has no factor", () => assert.equal(math.cholesky([[1, 2], [2, 1]]), null));

test("The factor multiplies to the matrix", () => {
  const a = [[2, -0.7, 0.1], [-0.7, 1.5, 0.2], [0.1, 0.2, 0.4]], L = math.cholesky(a);
  a.forEach((row, i) => row.forEach((value, j) => near(L[i].reduce((sum, x, k) => sum + x * L[j][k], 0), value, 1e-12, `${i},${j}`)));
});

test("Quantiles are the known ones", () => {
  for (const [p, z] of [[0.5, 0], [0.975, 1.959964], [0.025, -1.959964], [0.001, -3.090232], [0.841344746, 1]])
    near(math.quantile(p), z, 1e-5, `Φ⁻¹(${p})`);
});

test("A decode takes at most 2 ms, 95 times of 100", { skip: process.env.VAELAB_TIMING ? false : "set VAELAB_TIMING to measure" }, () => {
  const model = new math.Model(data["model-2d"]), times = [];
  for (let i = 0; i < 400; i++) {
    const start = performance.now();
    model.decode([Math.sin(i), Math.cos(i)]);
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  near(times[380], 0, 2, "ms");
});
