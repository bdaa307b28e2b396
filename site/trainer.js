// A variational autoencoder that trains itself, in plain JavaScript: every gradient by hand, every formula of the page once.
// All of it sits in one function, so that fig-train.js can hand its text to a worker, also from file://.
(function (lab) {
  "use strict";

  /** Float32Array is what VaeLab computes in; the tests of the slopes ask for twice the digits. */
  function define(lab, Numbers = Float32Array) {
    const { random, normal } = lab.math, SLOW = 2000; // milliseconds of a step that one watches

    /** y = W·x + b, and what a loss's slope in y says about W, b and x. Weights are Glorot's uniform ones, biases zero. */
    class Layer {
      constructor(inputs, outputs, uniform) {
        const reach = Math.sqrt(6 / (inputs + outputs));
        this.inputs = inputs;
        this.outputs = outputs;
        this.weight = Numbers.from({ length: outputs * inputs }, () => (2 * uniform() - 1) * reach);
        this.bias = new Numbers(outputs);
        this.weightSlope = new Numbers(outputs * inputs);
        this.biasSlope = new Numbers(outputs);
      }

      forward(x) {
        const { inputs, outputs, weight, bias } = this, y = new Numbers(outputs);
        for (let i = 0, w = 0; i < outputs; i++) {
          let sum = bias[i];
          for (let j = 0; j < inputs; j++, w++) sum += weight[w] * x[j];
          y[i] = sum;
        }
        return y;
      }

      /** Adds ∂loss/∂W = dy·xᵀ and ∂loss/∂b = dy to the slopes, and gives ∂loss/∂x = Wᵀ·dy. */
      backward(x, dy) {
        const { inputs, outputs, weight, weightSlope, biasSlope } = this, dx = new Numbers(inputs);
        for (let i = 0, w = 0; i < outputs; i++) {
          const d = dy[i];
          biasSlope[i] += d;
          for (let j = 0; j < inputs; j++, w++) {
            weightSlope[w] += d * x[j];
            dx[j] += d * weight[w];
          }
        }
        return dx;
      }
    }

    /** What a hidden unit makes of its sum, and how a slope goes back through it: through a ReLU only where the unit was on. */
    const ACTIVATIONS = {
      relu: { of: a => (a > 0 ? a : 0), slope: (h, d) => (h > 0 ? d : 0) },
      tanh: { of: Math.tanh, slope: (h, d) => d * (1 - h * h) },
    };
    const sigmoid = l => 1 / (1 + Math.exp(-l));

    class Vae {
      constructor({ pixels = 196, hidden = 48, depth = 1, activation = "relu", latent = 2, seed = 1 } = {}) {
        const uniform = random(seed), stack = inputs => Array.from({ length: depth }, (_, k) => new Layer(k ? hidden : inputs, hidden, uniform));
        Object.assign(this, { pixels, latent, activation: ACTIVATIONS[activation] });
        this.encoder = stack(pixels);
        this.mean = new Layer(hidden, latent, uniform);
        this.logVariance = new Layer(hidden, latent, uniform);
        this.decoder = stack(latent);
        this.output = new Layer(hidden, pixels, uniform);
        this.layers = [...this.encoder, this.mean, this.logVariance, ...this.decoder, this.output];
      }

      /** The input of hidden layers, and what each of them makes of it. */
      through(layers, x) {
        const all = [x];
        for (const layer of layers) all.push(layer.forward(all[all.length - 1]).map(this.activation.of));
        return all;
      }

      /** A slope in what the last of them makes, back to their input. */
      back(layers, all, slope) {
        return layers.reduceRight((d, layer, k) => layer.backward(all[k], d.map((v, i) => this.activation.slope(all[k + 1][i], v))), slope);
      }

      /** q(z|x) = N(μ, diag σ²). */
      encode(x) {
        const all = this.through(this.encoder, x), h = all[all.length - 1], mean = this.mean.forward(h), logVariance = this.logVariance.forward(h);
        return { all, h, mean, logVariance, sigma: logVariance.map(v => Math.exp(v / 2)) };
      }

      /** A logit for each pixel. */
      decode(z) {
        const all = this.through(this.decoder, z), g = all[all.length - 1];
        return { all, g, logits: this.output.forward(g) };
      }

      /** One image's loss, with all that led to it: z = μ + σ·ε, then −log p(x|z) and KL(q(z|x)‖p(z)), in nats. */
      forward(x, noise) {
        const q = this.encode(x), z = q.mean.map((m, j) => m + q.sigma[j] * noise[j]), p = this.decode(z);
        let reconstruction = 0, kl = 0;
        for (let i = 0; i < x.length; i++) {
          const l = p.logits[i];
          reconstruction += Math.max(l, 0) - l * x[i] + Math.log1p(Math.exp(-Math.abs(l)));
        }
        for (let j = 0; j < z.length; j++) kl += (q.mean[j] ** 2 + q.sigma[j] ** 2 - 1 - q.logVariance[j]) / 2;
        return { x, noise, q, z, p, reconstruction, kl };
      }

      /** The same way backwards: adds the slopes of (reconstruction + β·KL)·share to every layer. */
      backward({ x, noise, q, p }, beta, share) {
        const dLogits = p.logits.map((l, i) => (sigmoid(l) - x[i]) * share);                 // ∂(−log p)/∂l = x̂ − x
        const dz = this.back(this.decoder, p.all, this.output.backward(p.g, dLogits));
        const dMean = dz.map((d, j) => d + share * beta * q.mean[j]);                         // z = μ + …; ∂KL/∂μ = μ
        const dLogVariance = dz.map((d, j) => d * noise[j] * q.sigma[j] / 2                   // z = … + e^(ln σ²/2)·ε
          + share * beta * (q.sigma[j] ** 2 - 1) / 2);                                        // ∂KL/∂ln σ² = (σ² − 1)/2
        const fromMean = this.mean.backward(q.h, dMean), fromLogVariance = this.logVariance.backward(q.h, dLogVariance);
        this.back(this.encoder, q.all, fromMean.map((d, i) => d + fromLogVariance[i]));
      }

      get hasFiniteSlopes() {
        return this.layers.every(layer => layer.weightSlope.every(Number.isFinite) && layer.biasSlope.every(Number.isFinite));
      }

      clearSlopes() {
        for (const layer of this.layers) {
          layer.weightSlope.fill(0);
          layer.biasSlope.fill(0);
        }
      }
    }

    /** Adam (Kingma and Ba, 2014): each weight moves by the mean of its slopes over the root of the mean of their squares. */
    class Adam {
      constructor(layers) {
        this.step = 0;
        this.parts = layers.flatMap(layer => [[layer.weight, layer.weightSlope], [layer.bias, layer.biasSlope]])
          .map(([value, slope]) => ({ value, slope, first: new Numbers(value.length), second: new Numbers(value.length) }));
      }

      update(rate) {
        this.step++;
        const size = rate * Math.sqrt(1 - 0.999 ** this.step) / (1 - 0.9 ** this.step);
        for (const { value, slope, first, second } of this.parts) {
          for (let i = 0; i < value.length; i++) {
            first[i] += 0.1 * (slope[i] - first[i]);
            second[i] += 0.001 * (slope[i] ** 2 - second[i]);
            value[i] -= size * first[i] / (Math.sqrt(second[i]) + 1e-7);
          }
        }
      }
    }

    /** Trains on the first images, and keeps the last `heldOut` to check on. */
    class Trainer {
      constructor(images, { beta = 1, rate = 0.01, batch = 50, heldOut = 300, seed = 1, ...shape } = {}) {
        Object.assign(this, { images, beta, rate, batch, heldOut });
        this.model = new Vae({ pixels: images[0].length, seed, ...shape });
        this.adam = new Adam(this.model.layers);
        this.count = images.length - heldOut;
        this.uniform = random(seed + 1);
        this.normal = normal(this.uniform);
        const fixed = normal(random(seed + 2));
        this.heldOutNoise = Array.from({ length: heldOut }, () => this.noise(fixed));
        this.order = Array.from({ length: this.count }, (_, i) => i);
        this.last = [];
      }

      get step() { return this.adam.step; }
      get epoch() { return this.step * this.batch / this.count; }

      noise(draw = this.normal) { return Array.from({ length: this.model.latent }, draw); }

      /** One step of Adam on the next batch. Throws a NotFinite, and leaves the weights alone, where loss or slopes are no numbers. */
      train() {
        const at = this.step % Math.floor(this.count / this.batch) * this.batch;
        if (at === 0) this.shuffle();
        this.last = this.order.slice(at, at + this.batch);
        this.model.clearSlopes();
        const sum = { reconstruction: 0, kl: 0 };
        let pass;
        for (const i of this.last) {
          pass = this.model.forward(this.images[i], this.noise());
          if (!Number.isFinite(pass.reconstruction + pass.kl)) throw new NotFinite(this.step + 1, pass);
          this.model.backward(pass, this.beta, 1 / this.batch);
          sum.reconstruction += pass.reconstruction / this.batch;
          sum.kl += pass.kl / this.batch;
        }
        if (!this.model.hasFiniteSlopes) throw new NotFinite(this.step + 1, pass);
        this.adam.update(this.rate);
        return sum;
      }

      /** The mean loss of the images that it never learns from, always with the same noise. */
      check() {
        const sum = { reconstruction: 0, kl: 0 };
        this.heldOutNoise.forEach((noise, i) => {
          const { reconstruction, kl } = this.model.forward(this.images[this.count + i], noise);
          sum.reconstruction += reconstruction / this.heldOut;
          sum.kl += kl / this.heldOut;
        });
        return sum;
      }

      /** Fisher and Yates. */
      shuffle() {
        for (let i = this.order.length - 1; i > 0; i--) {
          const j = Math.floor(this.uniform() * (i + 1));
          [this.order[i], this.order[j]] = [this.order[j], this.order[i]];
        }
      }
    }

    /** Where a training stopped being numbers: `step`, and the largest ln σ² and logit of the image at which it did. */
    class NotFinite extends Error {
      constructor(step, { q, p, reconstruction, kl }) {
        super(`Step ${step} is no number: its loss, or the slope of it, has overflowed.`);
        const largest = values => values.reduce((top, v) => (v > top || Number.isNaN(v) ? v : top), -Infinity);
        Object.assign(this, { step, reconstruction, kl, logVariance: largest(q.logVariance), logit: largest(p.logits.map(Math.abs)) });
      }
    }

    /**
     * A training that takes orders (reset, play, pause, step, set) and tells of itself, in a worker or, in slices of a few
     * milliseconds, between the page's own tasks.
     */
    class Session {
      constructor(tell, slice) {
        Object.assign(this, { tell, slice, playing: false, slow: false, timer: 0 });
      }

      receive({ order, images, options, grid }) {
        if (images) Object.assign(this, { images, grid });
        if (order === "reset") {
          this.pair = [0, 1];
          this.playing = false;
          clearTimeout(this.timer);
          this.trainer = new Trainer(this.images, options);
          [this.run, this.shares] = [options.run, options.weights];
          this.failed = false;
          this.show({ loss: null });
        } else if (order === "set") {
          const { slow, ...trainer } = options;
          if (slow !== undefined) this.slow = slow;
          Object.assign(this.trainer, trainer);
        } else {
          this.playing = order === "play" && !this.failed;
          clearTimeout(this.timer);
          if (order === "step") this.once();
          else if (this.playing) this.go();
          else if (order === "pause") this.show({});
        }
      }

      go() {
        if (!this.playing) return;
        if (this.slow) {
          this.once();
        } else {
          const end = performance.now() + this.slice;
          do this.attempt(); while (this.playing && performance.now() < end);
          if (performance.now() - (this.shown || 0) > 140 || !this.playing) this.show({});
        }
        if (this.playing) this.timer = setTimeout(() => this.go(), this.slow ? SLOW : 0);
      }

      /** A step that one can look at: with the codes of its batch before and after. */
      once() {
        if (this.failed) return;
        const before = this.means();
        this.attempt();
        if (!this.failed) this.show({ before: this.flat(before), batch: this.trainer.last });
      }

      attempt() {
        try {
          const start = performance.now();
          this.loss = this.trainer.train();
          this.milliseconds = 0.95 * (this.milliseconds || performance.now() - start) + 0.05 * (performance.now() - start);
        } catch (error) {
          if (!(error instanceof NotFinite)) throw error;
          this.playing = false;
          this.failed = true;
          const { step, reconstruction, kl, logVariance, logit } = error;
          this.tell({ run: this.run, failed: { step, reconstruction, kl, logVariance, logit, rate: this.trainer.rate } });
        }
      }

      /** The means of all images, as they are now. */
      means() { return this.images.map(x => this.trainer.model.encode(x).mean); }

      /** The two dimensions along which the means spread most. */
      widest(means) {
        const spread = Array.from(means[0], (_, j) => { const own = means.map(m => m[j]), mean = own.reduce((sum, v) => sum + v) / own.length; return own.reduce((sum, v) => sum + (v - mean) ** 2, 0); });
        return [...spread.keys()].sort((a, b) => spread[b] - spread[a]).slice(0, 2).sort((a, b) => a - b);
      }

      /** What a plane shows of means, and what it shows at a point of itself. */
      flat(means) { return Float32Array.from(means.flatMap(m => this.pair.map(j => m[j]))); }
      lifted(z) { const point = new Float32Array(this.trainer.model.latent); this.pair.forEach((j, k) => { point[j] = z[k]; }); return point; }

      show(more) {
        if (this.failed) return;
        const { trainer } = this, means = this.means(), decode = z => trainer.model.decode(this.lifted(z)).logits.map(sigmoid);
        if (!more.batch && trainer.model.latent > 2) this.pair = this.widest(means);
        this.shown = performance.now();
        this.tell({
          run: this.run, step: trainer.step, epoch: trainer.epoch, loss: this.loss, heldOut: trainer.check(), milliseconds: this.milliseconds,
          means: this.flat(means), pair: this.pair, weights: this.shares ? trainer.model.layers.map(({ weight, bias }) => [weight, bias]) : null,
          grid: Float32Array.from(this.grid.flatMap(z => [...decode(z)])),
          ...more,
        });
      }
    }

    return { Layer, Vae, Adam, Trainer, NotFinite, Session, SLOW };
  }

  const own = define(lab);

  /** Sends orders to a Session in a worker or, where the browser allows none from disk, in slices between the page's own tasks. */
  function engine(tell) {
    const text = `"use strict"; const lab = { math: { random: ${lab.math.random}, normal: ${lab.math.normal} } };
      const session = new ((${define})(lab).Session)(message => postMessage(message), 40);
      onmessage = event => session.receive(event.data);`;
    try {
      const worker = new Worker(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
      worker.onmessage = event => tell(event.data);
      return { where: "in a worker, beside the page", send: order => worker.postMessage(order) };
    } catch {
      const session = new own.Session(tell, 8);
      return { where: "in the page itself, a few milliseconds at a time", send: order => session.receive(order) };
    }
  }

  /** Images to train on, by the name of their file: digits or fashion. */
  async function images(name) {
    const stored = await lab.load(`training-${name}`), { side, count } = stored, pixels = lab.math.readPixels(stored.pixels), size = side * side;
    return { side, labels: lab.readLabels(stored.labels), images: Array.from({ length: count }, (_, n) => pixels.slice(n * size, (n + 1) * size)) };
  }

  lab.trainer = { define, engine, images, ...own };
})(globalThis.VAELAB ??= {});
