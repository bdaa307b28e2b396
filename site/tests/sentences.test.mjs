// What the page says one should see, on the page's own arithmetic and data: node --test site/tests
import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { runInThisContext } from "node:vm";
import { gunzipSync } from "node:zlib";

const read = name => readFileSync(new URL(`../${name}`, import.meta.url), "utf8");
for (const name of ["math.js", "drawing.js", "cloud.js", "trainer.js", "grid.js"]) runInThisContext(read(name));
const lab = globalThis.VAELAB, { math, cloud, drawing, trainer } = lab;
const data = name => { if (!globalThis.VAELAB_DATA?.[name]) runInThisContext(read(`data/${name}.js`)); return globalThis.VAELAB_DATA[name]; };
const models = new Map(), model = name => models.get(name) ?? models.set(name, new math.Model(data(`model-${name}`))).get(name);
Object.assign(lab, { model: async name => model(name), ui: { inSlices: (step, done) => { while (step() !== false); done(); } } });

const digits = data("digits"), bytes = math.readBytes(digits.pixels), labels = Uint8Array.from(digits.labels, Number), meanImage = math.readFloats(digits.mean);
const examples = digits.examples.map((index, i) => ({ index, label: labels[index], x: Float32Array.from(bytes.subarray(784 * i, 784 * (i + 1)), v => v / 255) }));
const codes = name => { const { means, radius, varianceShare } = data(`codes-${name}`), points = math.readCoordinates(means, radius); return { points, labels: labels.subarray(0, points.length / varianceShare.length) }; };
const plane = codes("2d"), ten = codes("ten"), two = model("2d");
const nearest = (z, { points, labels: own } = plane) => math.nearest(points, own, z);
const reconstruction = (m, x) => math.crossEntropy(m.logits(m.encode(x).mean), x);
const normal = seed => math.normal(math.random(seed)), average = values => values.reduce((sum, v) => sum + v, 0) / values.length;
/** What digit an image looks like: where the model of ten dimensions, which is none of those judged here, puts it. */
const looksLike = x => nearest(model("ten").encode(x).mean, ten);
const between = (value, low, high, what) => assert.ok(value >= low && value <= high, `${what} is ${value}, not from ${low} to ${high}`);

/** MNIST's own test images. */
const idx = gunzipSync(readFileSync(new URL("../../data/mnist/t10k-images-idx3-ubyte.gz", import.meta.url)));
const testImage = n => Float32Array.from(idx.subarray(16 + 784 * n, 16 + 784 * (n + 1)), v => v / 255);

test("The mean image costs the test images what the engine says, on average", () => {
  const cost = average(Array.from({ length: 10_000 }, (_, n) => math.costOf(testImage(n), meanImage))), { meanImage: engine, floor } = data("results").experiments[0];
  between(cost, engine - 0.01, engine + 0.01, "the mean image's cost");
  between(average(Array.from({ length: 10_000 }, (_, n) => { const x = testImage(n); return math.costOf(x, x); })), floor - 0.01, floor + 0.01, "the floor");
});

// ---- Drawings ----

const drawings = JSON.parse(read("tests/drawings.json")).map(({ label, ink }) => ({ label, strokes: drawing.read(ink) }));

test("A drawing is centred as MNIST's digits are, fills their box, and has their ink, however large it was drawn", () => {
  const centers = Array.from({ length: 2000 }, (_, n) => drawing.centerOfMass(testImage(n)));
  for (const j of [0, 1]) between(average(centers.map(c => c[j])), 13.9, 14.1, "MNIST's centre of mass");
  for (const { strokes } of drawings) {
    const x = drawing.raster(strokes), inked = [...x.keys()].filter(i => x[i] > 0.05), small = drawing.raster(strokes.map(s => s.map(p => p.map(v => 0.3 + 0.2 * v))));
    drawing.centerOfMass(x).forEach(c => between(c, 13.99, 14.01, "the centre of mass"));
    const extent = of => Math.max(...inked.map(of)) - Math.min(...inked.map(of)) + 1;
    between(Math.max(extent(i => i % 28), extent(i => Math.floor(i / 28))), 19, 21, "the longer side");
    x.forEach((v, i) => between(small[i] - v, -0.05, 0.05, "a pixel drawn small, less the same drawn large,"));
  }
  const ink = average(drawings.map(({ strokes }) => drawing.raster(strokes).reduce((sum, v) => sum + v)));
  between(ink / average(Array.from({ length: 2000 }, (_, n) => testImage(5 * n).reduce((sum, v) => sum + v))), 0.9, 1.1, "the ink, as a share of MNIST's,");
});

test("300 drawings land in the cluster of their digit as often as real test digits, within 2 points", context => {
  const others = n => { const points = plane.points.slice(); points.set([99, 99], 2 * n); return points; };
  const real = 100 * average(Array.from({ length: 1000 }, (_, k) => Number(math.nearest(others(10 * k), labels, [plane.points[20 * k], plane.points[20 * k + 1]]) === labels[10 * k])));
  const drawn = 100 * average(drawings.map(({ label, strokes }) => Number(nearest(two.encode(drawing.raster(strokes)).mean) === label)));
  context.diagnostic(`${drawn.toFixed(1)}% of the drawings, ${real.toFixed(1)}% of real digits`);
  assert.ok(drawn >= real - 2, `${drawn}% of the drawings, ${real}% of real digits`);
});

test("Ten numbers bring drawings back far more often than two", () => {
  const right = drawings.filter(({ label, strokes }) => looksLike(drawing.raster(strokes)) === label).length;
  assert.ok(right >= 0.9 * drawings.length, `${right} of ${drawings.length}`);
});

test("A drawing in an address is the drawing", () => {
  for (const { strokes } of drawings.slice(0, 20)) { const x = drawing.raster(strokes), again = drawing.raster(drawing.read(drawing.write(strokes))); x.forEach((v, i) => between(again[i] - v, -0.25, 0.25, "a pixel's change")); }
  assert.deepEqual(drawing.read("!!.ab"), []);
});

test("A picture of a digit becomes what its strokes do", () => {
  const side = 280, ink = new Float32Array(side * side);
  for (let y = 60; y < 220; y++) for (let x = 130; x < 150; x++) ink[y * side + x] = 1;
  const image = drawing.fit(ink, side);
  drawing.centerOfMass(image).forEach(c => between(c, 13.99, 14.01, "the centre of mass"));
  assert.equal(nearest(two.encode(image).mean), 1);
});

// ---- Figure 1 ----

test("Figure 1: samples of the 0 are 0s, those of the 4 are 9s, and the cloud is longest where the picture changes least", () => {
  const samples = (digit, wanted) => { const q = two.encode(examples[digit].x), draw = normal(7); return Array.from({ length: 60 }, () => looksLike(two.decode(q.mean.map((m, j) => m + q.sigma[j] * draw())))).filter(d => d === wanted).length; };
  assert.ok(samples(0, 0) >= 57, `${samples(0, 0)} of 60 are 0s`);
  assert.ok(samples(4, 9) >= 57, `${samples(4, 9)} of 60 are 9s`);
  const q = two.encode(examples[0].x);
  const steps = [0, 1].map(j => { const at = two.decode(q.mean).slice(), moved = two.decode(q.mean.map((m, k) => (k === j ? m + 0.05 : m))); return Math.hypot(...at.map((v, i) => v - moved[i])); });
  assert.equal(q.sigma[0] > q.sigma[1], steps[0] < steps[1]);
  between(Math.max(...q.sigma), 0, 0.2, "the largest σ");
});

test("Figure 1: the 4 comes back as a 4 from ten numbers", () => {
  assert.equal(looksLike(model("ten").decode(model("ten").encode(examples[4].x).mean)), 4);
});

test("Figure 1: what it begins with comes back", () => {
  assert.equal(examples[7].label, 7);
  assert.equal(nearest(two.encode(examples[7].x).mean), 7);
  assert.ok(reconstruction(two, examples[7].x) < 0.6 * math.costOf(examples[7].x, meanImage));
});

// ---- Figures 2 and 4 ----

test("Figure 2: most of the autoencoder's random points are where no code is, most of the VAE's are not, and show more kinds of digits", () => {
  const stored = data("autoencoder-plain"), plain = new math.Plain(stored), own = math.readCoordinates(stored.means, stored.radius), reach = math.reachOf(own);
  const judge = (points, decode, random, spread) => {
    const uniform = math.random(1), draw = math.normal(uniform), drawn = Array.from({ length: 200 }, () => random(uniform, draw));
    const alone = z => { for (let n = 0; n < 10_000; n++) if (Math.hypot(points[2 * n] - z[0], points[2 * n + 1] - z[1]) < 0.03 * spread) return 0; return 1; };
    const counts = new Array(10).fill(0);
    drawn.forEach(z => { counts[looksLike(decode(z))]++; });
    return { alone: average(drawn.map(alone)), three: counts.sort((x, y) => y - x).slice(0, 3).reduce((x, y) => x + y) / drawn.length };
  };
  const a = judge(own, z => plain.decode(z), uniform => [uniform(), uniform()].map(u => (2 * u - 1) * reach), reach), v = judge(plane.points, z => two.decode(z), (_, draw) => [draw(), draw()], 2);
  assert.ok(a.alone > 0.5 && v.alone < 0.25, `${a.alone} of the autoencoder's are far from all codes, ${v.alone} of the VAE's`);
  assert.ok(a.three > 0.7 && v.three < 0.6, `three digits make up ${a.three} of the autoencoder's, ${v.three} of the VAE's`);
});

test("Figure 4: of 500 points of the prior a handful carries the sum; of the encoder's most count, and it agrees with itself", () => {
  const sum = (encoder, seed) => { const draw = math.integral(two, examples[0].x, encoder, seed); return math.weigh(Array.from({ length: 500 }, () => draw().log)); };
  assert.ok(sum(false, 1).effective < 12, `${sum(false, 1).effective}`);
  const [one, other] = [sum(true, 1), sum(true, 2)];
  assert.ok(one.effective > 250 && Math.abs(one.log - other.log) < 0.3, `${one.effective}, ${one.log}, ${other.log}`);
  const q = two.encode(examples[0].x);
  assert.ok(-one.log < reconstruction(two, examples[0].x) + two.prior.klFrom(q.mean, q.logVariance) + 5, "near the bound");
});

test("Figure 7: the area is the KL, and its parts are those named", () => {
  for (const [mu, sigma] of [[2, 1], [0, 0.1], [0, 1], [-1.5, 2.5]]) {
    const f = math.klIntegrand(mu, sigma), step = 0.001, area = Array.from({ length: 60_000 }, (_, i) => f(-30 + step * (i + 0.5))).reduce((a, b) => a + b) * step;
    between(area - math.gaussianKl(mu, sigma), -1e-6, 1e-6, "the area less the KL");
  }
  between(math.gaussianKl(2, 1), 2, 2, "two units away");
  between(math.gaussianKl(0, 0.1), 1.8, 1.815, "a tenth of the width");
  between(math.gaussianKl(0, 1), 0, 0, "the same");
});

// ---- Figure 3 ----

test("Figure 3: the straight line lingers and jumps; the shortest path is shorter through pictures and longer on the map", async () => {
  const grid = await (await lab.grid.grid("2d")).whole, metric = lab.grid.metric(grid), ends = [[-2, 0.2], [1.6, 0.2]];
  const line = lab.grid.line(...ends, 33), path = lab.grid.geodesic(grid, metric, ...ends), map = points => points.slice(1).reduce((sum, p, i) => sum + Math.hypot(p[0] - points[i][0], p[1] - points[i][1]), 0);
  assert.ok(lab.grid.pathLength(grid, metric, path) < 0.95 * lab.grid.pathLength(grid, metric, line), "shorter through the pictures");
  assert.ok(map(path) > 1.02 * map(line), "longer on the map");
  const steps = line.slice(1).map((p, i) => lab.grid.pathLength(grid, metric, [line[i], p]));
  assert.ok(Math.max(...steps) > 3 * Math.min(...steps), "pictures change unevenly");
});

// ---- Figures 6 and 8 ----

function descend(digit, { mean, sigma }, seed, force, beta, most, least) {
  const moving = cloud.make(seed), { x } = examples[digit];
  moving.set(mean, sigma);
  let gradient;
  for (let step = 0; step <= most; step++) {
    if (force !== "figure 6" && step % 3 === 2) moving.fresh();
    gradient = force === "kl" ? { mean: [0, 0], logVariance: [0, 0] } : cloud.reconstructionGradient(two, moving, x);
    const size = force === "figure 6" ? moving.step(gradient.mean, gradient.logVariance) : cloud.descend(moving, gradient, force, beta);
    if (size < least) break;
  }
  return { loss: gradient.loss, kl: two.prior.klFrom(moving.mean, moving.logVariance), mean: moving.mean, sigma: [moving.sigma(0), moving.sigma(1)] };
}

test("Figure 6: the 7 walks home and shrinks; the 0 is caught on the way", () => {
  const home = cloud.STARTS.reparam, seven = descend(home.digit, home, 3, "figure 6", 1, 400, 0.004);
  assert.equal(home.digit, 7);
  between(seven.loss - reconstruction(two, examples[7].x), -3, 3, "the loss, less the encoder's,");
  assert.ok(Math.max(...seven.sigma) < 0.5 * home.sigma[0]);
  const zero = descend(0, home, 3, "figure 6", 1, 400, 0.004);
  assert.ok(zero.loss > reconstruction(two, examples[0].x) + 50, "caught");
});

test("Figure 8: a point, the prior, a small cloud, and at a high β a wide one that says little", () => {
  const from = cloud.STARTS.elbo, go = (force, beta = 1) => descend(from.digit, from, 11, force, beta, 300, 0.001);
  const [alone, prior, both, dear] = [go("reconstruction"), go("kl"), go("both"), go("both", 100)];
  assert.ok(Math.max(...alone.sigma) < 0.06, `σ = ${alone.sigma}`);
  assert.ok(prior.kl < 0.01);
  between(both.kl, 5, 7, "the KL under both");
  assert.ok(Math.max(...both.sigma) < 0.15 && Math.max(...both.sigma) > Math.max(...alone.sigma));
  assert.ok(dear.kl < 1, `KL = ${dear.kl}`);
  assert.ok(Math.min(...dear.sigma) > 0.4 && dear.loss > both.loss + 60);
});

// ---- Figure 9 ----

test("Figure 9: gray noise, one gray blot, a rough order after one epoch, and a KL that rises", () => {
  const film = data("film"), frames = film.frames.map(f => ({ ...f, images: math.readPixels(f.digits), points: math.readCoordinates(f.means, film.radius) }));
  const apart = f => { const image = n => f.images.subarray(784 * n, 784 * (n + 1)); return average(Array.from({ length: 9 }, (_, n) => Math.hypot(...image(n).map((v, i) => v - image(9)[i])))); };
  const own = labels.subarray(0, film.codes), right = f => average(Array.from({ length: 300 }, (_, n) => Number(math.nearest(f.points, own, [f.points[2 * n], f.points[2 * n + 1]], 16) === own[n])));
  const gray = frames[0].images.reduce((sum, v) => sum + v) / frames[0].images.length;
  between(gray, 0.45, 0.55, "the mean pixel of the start");
  assert.ok(apart(frames[2]) < 0.3 * apart(frames.at(-1)), "after fifty steps all are much the same");
  assert.equal(frames[2].step, 50);
  assert.equal(frames[5].epoch, 1);
  assert.ok(right(frames[5]) > 0.4 && right(frames.at(-1)) > right(frames[5]), `${right(frames[5])}, then ${right(frames.at(-1))}`);
  assert.ok(frames.at(-1).test.kl > frames[5].test.kl && frames.at(-1).test.total < frames[5].test.total);
});

// ---- Figure 10 ----

test("Figure 10: z₂ changes the digit, and does about as much as the others by all three measures", () => {
  const space = codes("3d"), three = model("3d"), stored = data("codes-3d");
  let same = 0, inside = 0;
  for (let a = -2; a <= 2; a += 0.5) for (let b = -2; b <= 2; b += 0.5) { inside++; same += Number(looksLike(three.decode([a, b, -1])) === looksLike(three.decode([a, b, 1]))); }
  assert.ok(same < 0.5 * inside, `${same} of ${inside} places keep their digit`);
  const many = new Set(Array.from({ length: 81 }, (_, n) => looksLike(three.decode([n % 9 / 2 - 2, Math.floor(n / 9) / 2 - 2, -1]))));
  assert.ok(many.size >= 6, `${many.size} digits in the slice`);
  for (const measure of ["varianceShare", "klPerDimension", "permutationRise"]) between(stored[measure][2] / average(stored[measure]), 0.7, 1.4, measure);
  assert.equal(space.labels.length, 10_000);
});

// ---- Figure 11 ----

test("Figure 11: the least KL grows without bound, and holes decode to grayer pictures than codes", () => {
  const least = rho => new math.Gaussian([0, 0], [[1, rho], [rho, 1]]).leastDiagonalKl;
  between(least(0), 0, 1e-9, "at 0");
  assert.ok(least(0.95) > 1 && least(0.9999) > 4);
  const own = codes("correlated"), leaning = model("correlated"), gray = z => leaning.decode(z).reduce((sum, p) => sum + p * (1 - p), 0);
  const holes = math.holes(leaning.prior, math.density(own.points, 10_000), 10_000);
  assert.equal(holes.length, 6);
  const code = average(Array.from({ length: 200 }, (_, n) => gray([own.points[100 * n], own.points[100 * n + 1]])));
  assert.ok(average(holes.map(hole => gray(hole.z))) > code, `${average(holes.map(hole => gray(hole.z)))} in the holes, ${code} at codes`);
});

// ---- Figure 12 ----

test("Figure 12: the round plane makes a 2 of the 5, the others come nearer, and the two planes cost nearly the same on average", () => {
  const cost = (name, x) => { const m = model(name), q = m.encode(x); return reconstruction(m, x) + m.prior.klFrom(q.mean, q.logVariance); };
  const [a, b, c] = ["2d", "3d", "correlated"].map(name => reconstruction(model(name), examples[5].x));
  assert.ok(b < 0.7 * a && c < 0.7 * a, `${a}, ${b}, ${c}`);
  const [round, ...others] = ["2d", "3d", "correlated"].map(name => looksLike(model(name).decode(model(name).encode(examples[5].x).mean)));
  assert.equal(round, 2);
  assert.ok(others.every(digit => digit === 5 || digit === 8), `${others}`);
  const [plane2, space3, leaning] = ["2d", "3d", "correlated"].map(name => average(Array.from({ length: 500 }, (_, n) => cost(name, testImage(n)))));
  between(leaning / plane2, 0.98, 1.02, "the leaning plane's cost as a share of the round one's");
  assert.ok(space3 < 0.95 * plane2);
});

// ---- Figures 13 and 14 ----

test("Figure 13: samples are worse at β = 0.1 than at 1, all ten dimensions are in use at 1, most are not at 16", () => {
  const stored = data("betas"), of = beta => stored.models.find(m => m.dimensions === 10 && m.beta === beta), [low, one, high] = [0.1, 1, 16].map(of);
  const far = m => average(Array.from({ length: 10 }, (_, k) => { const x = math.readPixels(m.samples).subarray(784 * k, 784 * (k + 1)); return reconstruction(model("ten"), x) - math.costOf(x, x); }));
  assert.ok(far(low) > far(one), `${far(low)} and ${far(one)}`);
  assert.ok(low.test.reconstruction < one.test.reconstruction && one.test.reconstruction < high.test.reconstruction);
  assert.equal(one.klPerDimension.filter(kl => kl < 0.01).length, 0);
  assert.ok(high.klPerDimension.filter(kl => kl < 0.01).length > 5);
});

test("Figure 14: clusters after some hundred steps, none at β = 8", () => {
  const stored = data("training-digits"), size = stored.side ** 2, pixels = math.readPixels(stored.pixels), own = Uint8Array.from(stored.labels, Number);
  const images = Array.from({ length: stored.count }, (_, n) => pixels.subarray(size * n, size * (n + 1)));
  const right = beta => {
    const run = new trainer.Trainer(images, { seed: 1, beta, rate: 0.01 });
    for (let i = 0; i < 400; i++) run.train();
    const points = Float32Array.from(images.flatMap(x => [...run.model.encode(x).mean]));
    return average(Array.from({ length: 300 }, (_, n) => Number(math.nearest(points, own, [points[2 * n], points[2 * n + 1]], 16) === own[n])));
  };
  const [one, eight] = [right(1), right(8)];
  assert.ok(one > 0.5 && eight < 0.4, `${one} at β = 1, ${eight} at 8`);
});

// ---- Figures 15 to 18 ----

test("Figure 15: all ten digits grow thicker and lean together, the 1 the other way, and the sevens are where all are", () => {
  const told = model("conditional"), slant = x => { const [cx, cy] = drawing.centerOfMass(x); let [xy, yy] = [0, 0]; x.forEach((v, i) => { xy += v * (i % 28 - cx) * (Math.floor(i / 28) - cy); yy += v * (Math.floor(i / 28) - cy) ** 2; }); return xy / yy; };
  const change = (of, from, to) => Array.from({ length: 10 }, (_, label) => of(told.decode(to, null, label)) - of(told.decode(from, null, label))), ink = x => x.reduce((sum, v) => sum + v);
  assert.ok(change(ink, [-2, 0], [2, 0]).every(v => v > 20), "thicker to the right");
  const lean = change(slant, [0, -2], [0, 2]);
  assert.ok(lean.every((v, label) => (label === 1 ? v < -0.3 : v > 0.3)), lean.map(v => v.toFixed(2)).join());
  const own = codes("conditional"), middle = label => [0, 1].map(j => average([...own.labels.keys()].filter(n => own.labels[n] === label).map(n => own.points[2 * n + j])));
  assert.ok(Math.hypot(...middle(7)) < 0.5, `${middle(7)}`);
});

test("Figure 16: within a cluster the judge cannot tell, beside it it believes in a code, and digits are no clusters", () => {
  const stored = data("prior-adversarial-mixture"), judged = new math.Judged(stored), points = math.readCoordinates(stored.means, stored.radius), drawn = math.readCoordinates(stored.drawn, stored.radius);
  const belief = average(Array.from({ length: 500 }, (_, n) => judged.belief([drawn[4 * n], drawn[4 * n + 1]])));
  between(belief, 0.35, 0.75, "the mean belief at points of the prior");
  between(judged.belief([0, 0]), 0, 0.2, "the belief in the middle of the ring");
  const cluster = n => Math.floor((Math.atan2(points[2 * n + 1], points[2 * n]) / (2 * Math.PI) + 0.55) * 10) % 10;
  const zeros = [...labels.keys()].filter(n => labels[n] === 0), most = Math.max(...Array.from({ length: 10 }, (_, c) => zeros.filter(n => cluster(n) === c).length));
  assert.ok(most < 0.98 * zeros.length, "one digit lies in more than one cluster");
});

test("Figure 17: the layer next to the image decides the digit; less far, it keeps it more often", () => {
  const stored = data("layers-hierarchical"), layers = new math.Hierarchy(stored), kept = math.readFloats(stored.examples), length = layers.dimensions.reduce((a, b) => a + b), draw = normal(3);
  const noise = layers.noiseOf(layers.split(kept.subarray(3 * length, 4 * length)));
  const keeps = (l, far) => average(Array.from({ length: 40 }, () => Number(looksLike(layers.decode(layers.draw(noise.map((e, k) => (k === l ? e.map(v => Math.sqrt(1 - far * far) * v + far * draw()) : e))))) === 3)));
  const [lowest, second, top, near] = [keeps(0, 1), keeps(1, 1), keeps(2, 1), keeps(0, 0.4)];
  assert.ok(lowest < 0.5 && second > 0.5 && top > 0.5 && near > lowest + 0.2, `${lowest}, ${second}, ${top}; nearer ${near}`);
});

test("Figure 18: a letter changes a part, and words of the prior are nearer to digits than any letters", () => {
  const stored = data("words-vq"), speller = new math.Speller(stored), { positions, codes: size } = stored, word = stored.examples.slice(8 * positions, 9 * positions), random = math.random(5);
  const before = speller.decode(word).slice(), changed = Array.from({ length: 20 }, () => { const after = speller.decode(word.map((c, m) => (m === 5 ? Math.floor(random() * size) : c))); return after.filter((v, i) => Math.abs(v - before[i]) > 0.2).length; });
  assert.ok(average(changed) < 0.25 * before.filter(v => v > 0.2).length + 60, `${average(changed)} pixels`);
  const cost = w => { const x = speller.decode(w); return reconstruction(model("ten"), x) - math.costOf(x, x); };
  const spelled = average(Array.from({ length: 20 }, (_, i) => cost(stored.spelled.slice(i * positions, (i + 1) * positions)))), any = average(Array.from({ length: 20 }, () => cost(Array.from({ length: positions }, () => Math.floor(random() * size)))));
  assert.ok(spelled < 0.8 * any, `${spelled} nats beyond the floor for the prior's, ${any} for any`);
});
