// The page's arithmetic: what src/VaeLab computes, again, in plain JavaScript. site/tests compares the two.
(function (lab) {
  "use strict";

  // ---- Numbers as printable characters (src/VaeLab.Cli/Site/SiteText.cs) ----

  const BASE = 91, FIRST = 35, BACKSLASH = 92;

  function digit(text, i) {
    const code = text.charCodeAt(i);
    return (code > BACKSLASH ? code - 1 : code) - FIRST;
  }

  function readFloats(base64) {
    const bytes = readBytes(base64);
    return new Float32Array(bytes.buffer, 0, bytes.length / 4);
  }

  function readBytes(base64) {
    const text = atob(base64), bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
    return bytes;
  }

  /** Two characters a number, from −radius to radius. */
  function readCoordinates(text, radius) {
    const values = new Float32Array(text.length / 2), top = BASE * BASE - 1;
    for (let i = 0; i < values.length; i++)
      values[i] = ((digit(text, 2 * i) * BASE + digit(text, 2 * i + 1)) / top * 2 - 1) * radius;
    return values;
  }

  /** A character a pixel, in [0, 1]. */
  function readPixels(text) {
    const values = new Float32Array(text.length);
    for (let i = 0; i < values.length; i++) values[i] = digit(text, i) / (BASE - 1);
    return values;
  }

  // ---- A model ----

  function readLayer(stored, relu) {
    const { rows, columns } = stored;
    let weight;
    if (stored.levels) {
      const steps = readFloats(stored.steps), zero = (BASE - 1) / 2;
      weight = new Float32Array(rows * columns);
      for (let row = 0, i = 0; row < rows; row++)
        for (const step = steps[row]; i < (row + 1) * columns; i++) weight[i] = step * (digit(stored.levels, i) - zero);
    } else {
      weight = readFloats(stored.weight);
    }
    return { rows, columns, weight, bias: readFloats(stored.bias), relu };
  }

  /** y = max(0, W·x + b), without the maximum in a last layer: DenseLayer.Apply. */
  function dense(layer, x, y) {
    const { rows, columns, weight, bias, relu } = layer;
    let row = 0;
    // Four rows at a time: each number of x is read once for all of them, and no sum waits for another.
    for (; row + 3 < rows; row += 4) {
      let [a, b, c, d] = [bias[row], bias[row + 1], bias[row + 2], bias[row + 3]];
      for (let j = 0, k = row * columns, l = k + columns, m = l + columns, n = m + columns; j < columns; j++, k++, l++, m++, n++) {
        const v = x[j];
        a += weight[k] * v;
        b += weight[l] * v;
        c += weight[m] * v;
        d += weight[n] * v;
      }
      y[row] = a; y[row + 1] = b; y[row + 2] = c; y[row + 3] = d;
    }
    for (; row < rows; row++) {
      let a = bias[row];
      for (let j = 0, k = row * columns; j < columns; j++, k++) a += weight[k] * x[j];
      y[row] = a;
    }
    if (relu) for (let i = 0; i < rows; i++) if (y[i] < 0) y[i] = 0;
    return y;
  }

  /** Wᵀ·s, four rows at a time: what a layer's slope is by its input. */
  function transposed({ rows, columns, weight }, s) {
    const below = new Float64Array(columns);
    let row = 0;
    for (; row + 3 < rows; row += 4) {
      const a = s[row], b = s[row + 1], c = s[row + 2], d = s[row + 3];
      for (let j = 0, k = row * columns, l = k + columns, m = l + columns, n = m + columns; j < columns; j++, k++, l++, m++, n++)
        below[j] += a * weight[k] + b * weight[l] + c * weight[m] + d * weight[n];
    }
    for (; row < rows; row++) for (let j = 0, k = row * columns; j < columns; j++, k++) below[j] += s[row] * weight[k];
    return below;
  }

  const sigmoid = l => 1 / (1 + Math.exp(-l));

  const named = (layers, part) => Object.keys(layers).filter(name => name.startsWith(part)).sort();

  /** Dense layers one after the other, with ReLU after each, or after all but the last: Network. */
  class Stack {
    constructor(layers, names, last = false) {
      this.layers = names.map((name, i) => readLayer(layers[name], last || i < names.length - 1));
      this.work = this.layers.map(layer => new Float32Array(layer.rows));
    }

    /** The array is used again by the next call. */
    apply(x) {
      return this.layers.reduce((h, layer, i) => dense(layer, h, this.work[i]), x);
    }
  }

  /** The expected image of logits. */
  function expected(logits, target) {
    const image = target || new Float32Array(logits.length);
    for (let i = 0; i < logits.length; i++) image[i] = sigmoid(logits[i]);
    return image;
  }

  class Model {
    constructor(stored) {
      this.dimensions = stored.dimensions;
      this.classes = stored.classes || 0;
      this.name = stored.name;
      this.stored = stored;
      this.prior = new Gaussian(stored.prior.mean, stored.prior.covariance);
      const { layers } = stored;
      this.encoder = new Stack(layers, named(layers, "encoder."), true);
      this.mean = readLayer(layers.mean, false);
      this.logVariance = readLayer(layers.log_variance, false);
      this.decoder = new Stack(layers, named(layers, "decoder."));
    }

    /** The input of a conditional model's layer: a number for each class behind it, of which one is 1 (ConditionalVae.Encode, Decode). */
    told(input, label) {
      if (!this.classes) return input;
      const told = new Float32Array(input.length + this.classes);
      told.set(input);
      told[input.length + label] = 1;
      return told;
    }

    /** q(z|x) = N(μ, diag σ²): Encoder.Encode. A conditional model needs the class of the image. */
    encode(x, label) {
      const h = this.encoder.apply(this.told(x, label));
      const mean = Array.from(dense(this.mean, h, new Float32Array(this.dimensions)));
      const logVariance = Array.from(dense(this.logVariance, h, new Float32Array(this.dimensions)));
      return { mean, logVariance, sigma: logVariance.map(v => Math.exp(v / 2)) };
    }

    /** A logit for each pixel: Decoder.Decode. The array is used again by the next call. */
    logits(z, label) {
      return this.decoder.apply(this.told(z, label));
    }

    /** The expected image x̂. */
    decode(z, target, label) {
      return expected(this.logits(z, label), target);
    }

    /** −log p(x|z) and its slope in z, by going through the decoder backwards. */
    lossAndSlope(z, x) {
      const l = this.logits(z), { layers, work } = this.decoder;
      const loss = crossEntropy(l, x);
      let slope = new Float32Array(l.length);
      for (let i = 0; i < l.length; i++) slope[i] = sigmoid(l[i]) - x[i];
      for (let k = layers.length - 1; k >= 0; k--) {
        const h = k > 0 ? work[k - 1] : null, below = transposed(layers[k], slope);
        if (h) for (let j = 0; j < h.length; j++) if (h[j] <= 0) below[j] = 0;
        slope = below;
      }
      return { loss, slope: Array.from(slope) };
    }
  }

  /** A vector-quantized model: words of codes, and their images. Its encoder comes later, if at all. */
  class Speller {
    constructor(stored) {
      Object.assign(this, { positions: stored.positions, codes: stored.codes, length: stored.length });
      this.codebook = readFloats(stored.codebook);
      this.decoder = new Stack(stored.layers, named(stored.layers, "decoder."));
      this.vectors = new Float32Array(stored.positions * stored.length);
    }

    /** Takes up the encoder's layers, which the page has in a file of their own. */
    learn({ layers }) { this.encoder = new Stack(layers, [...named(layers, "encoder."), "mean"]); }

    /** The word of an image, at each position the nearest code: VqVae.Code. */
    spell(x) {
      const z = this.encoder.apply(x), { codebook, length } = this;
      const far = (m, code) => { let sum = 0; for (let j = 0; j < length; j++) sum += (z[m * length + j] - codebook[code * length + j]) ** 2; return sum; };
      return Array.from({ length: this.positions }, (_, m) => {
        let best = 0;
        for (let code = 1; code < this.codes; code++) if (far(m, code) < far(m, best)) best = code;
        return best;
      });
    }

    /** The expected image x̂ of a word: VqVae.Decode. */
    decode(word, target) {
      word.forEach((code, m) => this.vectors.set(this.codebook.subarray(code * this.length, (code + 1) * this.length), m * this.length));
      return expected(this.decoder.apply(this.vectors), target);
    }
  }

  /** An autoencoder without its encoder: points, and their images. */
  class Plain {
    constructor({ layers }) {
      this.decoder = new Stack(layers, named(layers, "decoder."));
    }

    /** The expected image x̂ of a point. */
    decode(z, target) {
      return expected(this.decoder.apply(z), target);
    }
  }

  /** An adversarial autoencoder without its encoder: points, their images, and what the discriminator believes of them. */
  class Judged {
    constructor({ layers }) {
      this.decoder = new Stack(layers, named(layers, "decoder."));
      this.discriminator = new Stack(layers, ["features", ...named(layers, "discriminator.")]);
    }

    /** The expected image x̂ of a point: AdversarialAutoencoder.Decode. */
    decode(z, target) {
      return expected(this.decoder.apply(z), target);
    }

    /** D(z), the probability that z is of the prior: Discriminator.Logit. */
    belief(z) {
      return sigmoid(this.discriminator.apply(z)[0]);
    }
  }

  /** A hierarchical model without its encoder: the layers' noise, their points, and the image. Layers are in order, z₁ first. */
  class Hierarchy {
    constructor(stored) {
      const { layers } = stored;
      this.dimensions = stored.dimensions;
      this.top = new Gaussian(stored.prior.mean, stored.prior.covariance);
      this.priors = this.dimensions.slice(0, -1).map((_, l) => ["hidden", "mean", "log_variance"].map(part => readLayer(layers[`prior.${l + 1}.${part}`], part === "hidden")));
      this.decoder = new Stack(layers, named(layers, "decoder."));
    }

    /** The numbers of all layers as a list for each. */
    split(numbers) {
      let start = 0;
      return this.dimensions.map(d => Array.from(numbers.slice(start, start += d)));
    }

    /** p(zₗ|zₗ₊₁) = N(μ, diag σ²): HierarchicalVae.PriorBelow. `l` is 0 for z₁. */
    prior(l, above) {
      const [hidden, mean, logVariance] = this.priors[l], h = dense(hidden, above, new Float32Array(hidden.rows)), apply = layer => Array.from(dense(layer, h, new Float32Array(layer.rows)));
      return { mean: apply(mean), sigma: apply(logVariance).map(v => Math.exp(v / 2)) };
    }

    /** From noise to points, from the top down: HierarchicalVae.Generate. */
    draw(noise) {
      const points = [];
      points[noise.length - 1] = this.top.transform(noise[noise.length - 1]);
      for (let l = noise.length - 2; l >= 0; l--) {
        const { mean, sigma } = this.prior(l, points[l + 1]);
        points[l] = mean.map((m, j) => m + sigma[j] * noise[l][j]);
      }
      return points;
    }

    /** The noise that draws these points. */
    noiseOf(points) {
      const last = points.length - 1;
      return points.map((z, l) => {
        if (l === last) return this.top.noiseOf(z);
        const { mean, sigma } = this.prior(l, points[l + 1]);
        return z.map((v, j) => (v - mean[j]) / sigma[j]);
      });
    }

    /** The expected image x̂ of the points. */
    decode(points, target) {
      return expected(this.decoder.apply(points[0]), target);
    }
  }

  // ---- Losses, in nats ----

  /** One pixel: max(l, 0) − l·x + ln(1 + e^−|l|): Functions.BinaryCrossEntropy. */
  const pixelCrossEntropy = (l, x) => Math.max(l, 0) - l * x + Math.log1p(Math.exp(-Math.abs(l)));

  /** −log p(x|z), summed over pixels. */
  function crossEntropy(logits, x) {
    let sum = 0;
    for (let i = 0; i < x.length; i++) sum += pixelCrossEntropy(logits[i], x[i]);
    return sum;
  }

  /** −x ln p − (1−x) ln(1−p), summed over pixels, with 0 ln 0 = 0: what an image costs under probabilities, and with p = x its own floor. */
  function costOf(x, p) {
    let sum = 0;
    for (let i = 0; i < x.length; i++) {
      const q = Math.max(1e-6, Math.min(1 - 1e-6, p[i]));
      sum -= (x[i] && x[i] * Math.log(p === x ? x[i] : q)) + (1 - x[i] && (1 - x[i]) * Math.log(1 - (p === x ? x[i] : q)));
    }
    return sum;
  }

  // ---- Gaussians ----

  /** L with L·Lᵀ = A, or null where A is not positive definite: Cholesky.Factor. */
  function cholesky(a) {
    const d = a.length, factor = a.map(() => new Array(d).fill(0));
    for (let i = 0; i < d; i++) {
      for (let j = 0; j <= i; j++) {
        let rest = a[i][j];
        for (let k = 0; k < j; k++) rest -= factor[i][k] * factor[j][k];
        if (i !== j) factor[i][j] = rest / factor[j][j];
        else if (rest > 0 && Number.isFinite(rest)) factor[i][i] = Math.sqrt(rest);
        else return null;
      }
    }
    return factor;
  }

  /** N(m, Σ): MultivariateNormal. */
  class Gaussian {
    constructor(mean, covariance) {
      this.mean = mean;
      this.covariance = covariance;
      this.factor = cholesky(covariance);
      if (!this.factor) throw new RangeError("The covariance is not positive definite: its correlations must be below 1.");
      this.logDeterminant = 2 * this.factor.reduce((sum, row, i) => sum + Math.log(row[i]), 0);
      this.precision = mean.map((_, c) => this.solve(mean.map((_, i) => (i === c ? 1 : 0))));
    }

    /** Σ⁻¹·v. */
    solve(v) {
      const d = v.length, L = this.factor, y = v.slice();
      for (let i = 0; i < d; i++) {
        for (let k = 0; k < i; k++) y[i] -= L[i][k] * y[k];
        y[i] /= L[i][i];
      }
      for (let i = d - 1; i >= 0; i--) {
        for (let k = i + 1; k < d; k++) y[i] -= L[k][i] * y[k];
        y[i] /= L[i][i];
      }
      return y;
    }

    /** m + L·e: MultivariateNormal.Transform. */
    transform(e) {
      return this.mean.map((m, i) => e.reduce((sum, x, j) => (j <= i ? sum + this.factor[i][j] * x : sum), m));
    }

    /** L⁻¹·(z − m): what transform makes z of. */
    noiseOf(z) {
      const e = [];
      z.forEach((v, i) => { e[i] = (v - this.mean[i] - e.reduce((sum, x, j) => sum + this.factor[i][j] * x, 0)) / this.factor[i][i]; });
      return e;
    }

    /** (z−m)ᵀΣ⁻¹(z−m). */
    squaredDistance(z) {
      const v = z.map((x, i) => x - this.mean[i]), s = this.solve(v);
      return v.reduce((sum, x, i) => sum + x * s[i], 0);
    }

    /** KL(N(μ, diag σ²) ‖ this): DiagonalGaussian.KlDivergence. */
    klFrom(mean, logVariance) {
      const d = mean.length;
      let sum = this.squaredDistance(mean) - d + this.logDeterminant;
      for (let j = 0; j < d; j++) sum += this.precision[j][j] * Math.exp(logVariance[j]) - logVariance[j];
      return sum / 2;
    }

    /** The least KL of a diagonal Gaussian to this one: MultivariateNormal.LeastDiagonalKl. */
    get leastDiagonalKl() {
      return (this.logDeterminant + this.precision.reduce((sum, row, j) => sum + Math.log(row[j]), 0)) / 2;
    }
  }

  /** KL(N(μ, σ²) ‖ N(0, 1)) = ½(μ² + σ² − 1 − ln σ²): DiagonalGaussian.KlDivergence in one dimension. */
  const gaussianKl = (mu, sigma) => (mu * mu + sigma * sigma - 1) / 2 - Math.log(sigma);

  /** What that KL is the integral of: q(x)·ln(q(x)/p(x)). */
  const klIntegrand = (mu, sigma) => x => {
    const e = (x - mu) / sigma;
    return Math.exp(-0.5 * e * e) / sigma / Math.sqrt(2 * Math.PI) * (-0.5 * e * e - Math.log(sigma) + 0.5 * x * x);
  };

  /** How far from the middle 98 of 100 coordinates are. */
  const reachOf = points => Array.from(points, Math.abs).sort((a, b) => a - b)[Math.floor(0.98 * points.length)];

  /** Draws points for the integral p(x) = ∫ p(x|z) p(z) dz, from the prior or from q(z|x), each with ln of what it adds: ImportanceSampling. */
  function integral(model, x, byEncoder, seed) {
    const draw = normal(random(seed)), q = model.encode(x);
    return () => {
      const e = q.mean.map(draw), z = byEncoder ? q.mean.map((m, j) => m + q.sigma[j] * e[j]) : e;
      const weight = byEncoder ? z.reduce((sum, v, j) => sum - 0.5 * v * v + 0.5 * e[j] * e[j] + Math.log(q.sigma[j]), 0) : 0;
      return { z, log: weight - crossEntropy(model.logits(z), x) };
    };
  }

  /** ln of the mean of numbers given by their logarithms, the share of each, and how many there are as good as: 1/Σ share². */
  function weigh(logs) {
    const most = Math.max(...logs), parts = logs.map(v => Math.exp(v - most)), sum = parts.reduce((a, b) => a + b), weights = parts.map(v => v / sum);
    return { log: most + Math.log(sum / logs.length), weights, effective: 1 / weights.reduce((total, w) => total + w * w, 0) };
  }

  /** Φ⁻¹ of the standard normal (Acklam's approximation): StandardNormal.Quantile. */
  function quantile(p) {
    const a = [-39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239];
    const b = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572];
    const c = [-0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968, 2.938163982698783];
    const d = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416];
    const poly = (k, x) => k.reduce((sum, y) => sum * x + y, 0);
    if (p > 0.5) return -quantile(1 - p);
    if (p < 0.02425) {
      const q = Math.sqrt(-2 * Math.log(p));
      return poly(c, q) / (poly(d, q) * q + 1);
    }
    const q = p - 0.5, r = q * q;
    return poly(a, r) * q / (poly(b, r) * r + 1);
  }

  // ---- Codes of more than two dimensions, seen from one side ----

  const dot = (a, b) => a.reduce((sum, v, i) => sum + v * b[i], 0);
  const unit = v => { const size = Math.sqrt(dot(v, v)); return v.map(c => c / size); };

  /** Two unit vectors at right angles: the directions in which the mean codes of the digits lie farthest apart. In two dimensions the axes. */
  function directions(points, labels, d) {
    const axis = j => Array.from({ length: d }, (_, i) => (i === j ? 1 : 0));
    if (d === 2) return [axis(0), axis(1)];
    const means = Array.from({ length: 10 }, () => new Array(d).fill(0)), counts = new Array(10).fill(0);
    labels.forEach((label, n) => { counts[label]++; for (let j = 0; j < d; j++) means[label][j] += points[d * n + j]; });
    means.forEach((mean, label) => mean.forEach((v, j) => { mean[j] = v / Math.max(1, counts[label]); }));
    const middle = axis(0).map((_, j) => means.reduce((sum, mean) => sum + mean[j] / 10, 0)), apart = means.map(mean => mean.map((v, j) => v - middle[j]));
    const found = [];
    for (let k = 0; k < 2; k++) {
      let v = unit(axis(0).map((_, j) => 1 + 0.3 * Math.sin(j + k)));
      for (let round = 0; round < 200; round++) {
        const next = new Array(d).fill(0);
        for (const a of apart) { const share = dot(a, v); a.forEach((c, j) => { next[j] += share * c; }); }
        for (const u of found) { const share = dot(u, next); u.forEach((c, j) => { next[j] -= share * c; }); }
        v = unit(next);
      }
      found.push(v);
    }
    return found;
  }

  /** The digit that most of the nearest codes are of. */
  function nearest(points, labels, z, count = 15) {
    const d = z.length, best = [];
    for (let n = 0; n < labels.length; n++) {
      let far = 0;
      for (let j = 0; j < d; j++) far += (points[d * n + j] - z[j]) ** 2;
      if (best.length === count && far >= best[count - 1][0]) continue;
      best.push([far, labels[n]]);
      best.sort((a, b) => a[0] - b[0]);
      best.length = Math.min(best.length, count);
    }
    const votes = new Array(10).fill(0);
    best.forEach(([, label]) => { votes[label]++; });
    return votes.indexOf(Math.max(...votes));
  }

  // ---- Holes of a prior ----

  const CELL = 0.15, cell = (i, j) => i * 1000 + j;

  /** How many codes lie in the cells of a lattice, smoothed over three by three. */
  function density(points, count) {
    const found = new Map();
    for (let n = 0; n < count; n++) {
      const i = Math.round(points[2 * n] / CELL), j = Math.round(points[2 * n + 1] / CELL);
      for (let a = -1; a <= 1; a++) for (let b = -1; b <= 1; b++) found.set(cell(i + a, j + b), (found.get(cell(i + a, j + b)) || 0) + 1 / 9);
    }
    return found;
  }

  /** Places within 2σ where a prior expects the most codes beyond those there are, `most` of them and some way apart. */
  function holes(prior, found, count, most = 6) {
    const candidates = [], peak = count * CELL * CELL / (2 * Math.PI * Math.exp(prior.logDeterminant / 2));
    for (let i = -30; i <= 30; i++) {
      for (let j = -30; j <= 30; j++) {
        const z = [i * CELL, j * CELL], distance = prior.squaredDistance(z);
        if (distance <= 4) candidates.push({ z, expected: peak * Math.exp(-distance / 2), found: found.get(cell(i, j)) || 0 });
      }
    }
    candidates.sort((a, b) => (a.found + 1) / (a.expected + 1) - (b.found + 1) / (b.expected + 1));
    const chosen = [];
    for (const c of candidates) if (chosen.length < most && chosen.every(d => Math.hypot(d.z[0] - c.z[0], d.z[1] - c.z[1]) > 0.45)) chosen.push(c);
    return chosen;
  }

  // ---- Random numbers that a figure can repeat ----

  /** Numbers on (0, 1), the same for the same seed (Steele et al., mulberry32). */
  function random(seed) {
    let state = seed >>> 0;
    return () => {
      state = (state + 0x6d2b79f5) >>> 0;
      let t = Math.imul(state ^ (state >>> 15), 1 | state);
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
      return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 4294967296;
    };
  }

  /** Standard normal numbers (Box & Muller). */
  function normal(uniform) {
    return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  }

  /** The squared distance of a place from a segment. */
  function squaredDistance(x, y, ax, ay, bx, by) {
    const dx = bx - ax, dy = by - ay, length = dx * dx + dy * dy;
    const t = length ? Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / length)) : 0;
    return (ax + t * dx - x) ** 2 + (ay + t * dy - y) ** 2;
  }

  lab.math = {
    squaredDistance,
    readFloats, readBytes, readCoordinates, readPixels, dense, sigmoid, pixelCrossEntropy, crossEntropy, costOf, gaussianKl, klIntegrand, reachOf, integral, weigh, directions, nearest, density, holes,
    cholesky, quantile, random, normal, Gaussian, Model, Plain, Speller, Judged, Hierarchy,
  };
})(globalThis.VAELAB ??= {});
