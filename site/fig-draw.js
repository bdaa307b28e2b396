// Figure: draw a digit, see where the encoder puts it, how far its cloud spreads, and what the decoder makes of that.
(function (lab) {
  "use strict";
  const { ui, math, color, drawing } = lab, { h } = ui;
  const SIDE = 280, MODELS = { 2: "2d", 3: "3d", 10: "ten" }, FIRST = 7, SMALL = "small", OPTIONS = { seed: 1, heldOut: 300, weights: true };

  lab.figure("draw", async (stage, api) => {
    const [examples, digits] = await Promise.all([lab.examples(), lab.load("digits")]);
    const trained = async key => {
      const d = Number(key), [model, codes] = await Promise.all([lab.model(MODELS[key]), lab.codes(MODELS[key])]), axes = math.directions(codes.points, codes.labels, d), n = codes.labels.length;
      const flat = d === 2 ? codes.points : Float32Array.from({ length: 2 * n }, (_, i) => axes[i % 2].reduce((sum, v, j) => sum + v * codes.points[d * (i >> 1) + j], 0));
      return { key, d, side: 28, model, codes, axes, flat, middles: lab.middles(flat, codes.labels), see: pixels => pixels, mean: digits.meanImage };
    };
    const load = key => (key === SMALL ? (small ??= beginTraining()) : trained(key));
    let small = null;
    let now = await load("2"), wanted = "2", x = new Float32Array(784), shown = FIRST, q, z, free = false, numerals = false;
    const normal = math.normal(math.random(7));

    // ---- What goes in ----
    const pad = lab.pad({
      label: "Drawing pad", clear, under: () => x,
      draw() {
        picks.forEach(pick => pick.setAttribute("aria-pressed", "false"));
        x = drawing.raster(pad.strokes);
        encode();
      },
      end: keep,
    });
    const seen = ui.digitCanvas("The image as the encoder sees it", { class: "digit seen" });
    /** The drawing is the reader's digit in the other figures too, and it is in the address. */
    function keep() {
      const ink = drawing.write(pad.strokes);
      lab.yours.set(pad.strokes.length ? x : null, ink, math.nearest(now.codes.points, now.codes.labels, q.mean));
      write();
    }
    function clear() {
      pad.lift();
      take([]);
      keep();
    }
    /** Shows a drawing: strokes, or without them an image of its own pixels. */
    function take(list, pixels = drawing.raster(list)) {
      pad.strokes = list;
      x = pixels;
      picks.forEach(pick => pick.setAttribute("aria-pressed", "false"));
      encode();
    }

    function paintPad() {
      pad.paint();
      seen.hidden = !pad.strokes?.length;
      ui.ink(seen, x);
    }

    function pick(index) {
      [shown, pad.strokes, x] = [index, null, examples[index].pixels];
      picks.forEach((b, d) => b.setAttribute("aria-pressed", String(d === examples[index].label)));
      encode();
    }
    const picks = Array.from({ length: 10 }, (_, d) => h("button", {
      type: "button", class: "pick", "aria-label": `A ${d} from the test set; again for another`,
      click: () => { pick(shown % 10 === d && !pad.strokes ? (shown + 10) % examples.length : d); write(); },
    }, h("canvas", { class: "digit", "aria-hidden": "true" })));

    const file = h("input", { type: "file", accept: "image/*", hidden: true, change: () => file.files[0] && open(file.files[0]) });
    async function open(image) {
      try {
        const bitmap = await createImageBitmap(image), c = h("canvas", { width: SIDE, height: SIDE }).getContext("2d", { willReadFrequently: true });
        const scale = SIDE / Math.max(bitmap.width, bitmap.height);
        c.drawImage(bitmap, (SIDE - bitmap.width * scale) / 2, (SIDE - bitmap.height * scale) / 2, bitmap.width * scale, bitmap.height * scale);
        const { data } = c.getImageData(0, 0, SIDE, SIDE), gray = i => (data[4 * i] + data[4 * i + 1] + data[4 * i + 2]) / 765, opaque = i => data[4 * i + 3] / 255;
        const border = [0, SIDE - 1, SIDE * (SIDE - 1), SIDE * SIDE - 1].reduce((sum, i) => sum + (opaque(i) > 0.5 ? gray(i) : 1), 0) / 4;
        const ink = Float32Array.from({ length: SIDE * SIDE }, (_, i) => { const v = opaque(i) * (border > 0.5 ? 1 - gray(i) : gray(i)); return v > 0.25 ? v : 0; });
        take([], drawing.fit(ink, SIDE));
        lab.yours.set(x, "", math.nearest(now.codes.points, now.codes.labels, q.mean));
      } catch {
        status.textContent = "That file is no picture the browser can read. Try a PNG or JPEG of one digit.";
      }
    }
    stage.addEventListener("dragover", event => event.preventDefault());
    stage.addEventListener("drop", event => { event.preventDefault(); if (event.dataTransfer.files[0]) open(event.dataTransfer.files[0]); });

    // ---- Between ----
    const flat = point => now.axes.map(axis => axis.reduce((sum, v, j) => sum + v * point[j], 0));
    /** The cloud's factor in the plane that is shown: of U·diag σ²·Uᵀ. */
    const spread = () => math.cholesky([0, 1].map(a => [0, 1].map(b => q.sigma.reduce((sum, s, j) => sum + now.axes[a][j] * now.axes[b][j] * s * s, 0))));
    /** How wide the cloud is in the plane. The lens is there where it is worth it. */
    const widest = () => { const [[a], [b, c]] = spread(); return Math.max(a, Math.hypot(b, c)); };
    const cloud = p => {
      p.ellipse(flat(q.mean), spread(), { stroke: color("sigma"), width: 2, fill: color("sigma") });
      p.marker(flat(q.mean), { fill: color("mu"), radius: 5, label: free ? "μ" : null });
      p.marker(flat(z), { fill: color("z"), radius: free ? 8 : 6, label: free ? "z" : null });
    };
    const plane = new lab.Plane({ label: "The latent plane. Arrow keys move z.", radius: 3.6, paint(p) {
      p.axes(now.d === 2 ? undefined : ["u₀", "u₁"]);
      p.dots(now.flat, now.codes.labels, { alpha: 0.55, numerals });
      p.ellipse([0, 0], [[1, 0], [0, 1]], { dash: [5, 4], label: true });
      p.names(now.middles);
      cloud(p);
    } });
    const lens = new lab.Plane({ label: "The cloud, magnified", attributes: { role: "img", tabindex: null, class: "lens" }, paint(p) {
      p.radius = 2.6 * widest();
      p.scale = Math.min(p.width, p.height) / 2 / p.radius;
      p.center = flat(q.mean);
      cloud(p);
      lab.chart.word({ c: p.context }, `× ${Math.round(plane.radius / p.radius * p.width / plane.width)}`, p.width - 6, p.height - 11, color("muted"), "right");
    } });
    function moveTo(point) {
      free = true;
      z = point.map(v => Math.max(-6, Math.min(6, v)));
      decode();
    }
    /** Moves z within the plane that is shown; in the other directions it stays. */
    const slide = to => { const from = flat(z); moveTo(z.map((v, j) => v + now.axes.reduce((sum, axis, k) => sum + axis[j] * (to[k] - from[k]), 0))); };
    const write = () => api.write({ ...(pad.strokes ? (pad.strokes.length ? { ink: drawing.write(pad.strokes) } : {}) : { digit: shown }), ...(now.key === "2" ? {} : { d: now.key }), ...(free ? { z } : {}) });
    ui.drag(plane.canvas, { handles: () => [plane.place(flat(z))], move: (px, py) => slide(plane.at(px, py)), end: write });
    ui.keys(plane.canvas, (dx, dy) => { const at = flat(z); slide([at[0] + dx * 0.036, at[1] + dy * 0.036]); write(); }, { Escape: () => back() });
    function back() { free = false; z = q.mean; decode(); write(); }

    const sizes = ui.choice("Numbers in the code", [["2", "2"], ["3", "3"], ["10", "10"]], "2", key => choose(key).then(write));
    async function choose(key) {
      wanted = key;
      sizes.set(key);
      if (key !== now.key) {
        status.textContent = "Loading that model …";
        try {
          const next = await load(key);
          if (wanted !== key) return;
          now = next;
        } catch (error) {
          status.textContent = `That model cannot be shown: ${error.message}.`;
          return;
        }
      }
      training.hidden = key !== SMALL;
      among.textContent = key === SMALL ? "its 1,500 digits" : "test digits";
      train.hidden = key === SMALL;
      encode();
    }

    // ---- A small one that trains while it is looked at: its weights come from the trainer, some times a second ----
    const progress = h("p", { class: "status", role: "status" }), play = ui.button("Pause", () => order(playing ? "pause" : "play"), { class: "main" });
    const training = h("div", { hidden: true }, h("div", { class: "row" }, play, ui.button("Step", () => order("step")), ui.button("Start again", () => { order("reset", { options: { ...OPTIONS, run: ++run } }); order("play"); })), progress);
    const train = ui.button("Train a small one now", () => choose(SMALL).then(() => { order("play"); write(); }), { class: "main" });
    let playing = false, run = 0, send = null;
    function order(name, more) {
      playing = name === "play";
      play.textContent = playing ? "Pause" : "Play";
      send({ order: name, ...more });
    }
    async function beginTraining() {
      await lab.run("trainer");
      const { images, labels, side } = await lab.trainer.images("digits"), net = new lab.trainer.Vae({}), mean = new Float32Array(side * side);
      for (const image of images) image.forEach((v, i) => { mean[i] += v / images.length; });
      const listed = q => Object.fromEntries(["mean", "logVariance", "sigma"].map(name => [name, Array.from(q[name])]));
      const one = {
        key: SMALL, d: 2, side, axes: [[1, 0], [0, 1]], see: drawing.half, mean, codes: { points: new Float32Array(2 * images.length), labels }, middles: [],
        model: { prior: new math.Gaussian([0, 0], [[1, 0], [0, 1]]), encode: pixels => listed(net.encode(drawing.half(pixels))), logits: point => net.decode(point).logits },
      };
      one.flat = one.codes.points;
      ({ send } = lab.trainer.engine(message => {
        if (message.run !== run || message.failed) return;
        message.weights.forEach(([weight, bias], k) => { net.layers[k].weight.set(weight); net.layers[k].bias.set(bias); });
        one.flat = one.codes.points = message.means;
        one.middles = message.epoch >= 1 ? lab.middles(one.flat, labels) : [];
        progress.textContent = `Step ${message.step}: ${ui.nats(message.heldOut.reconstruction + message.heldOut.kl)} nats an image, on 300 digits that it never learns from.`;
        if (now !== one) return;
        q = one.model.encode(x);
        if (!free) z = q.mean;
        decode();
      }));
      order("reset", { images, grid: [], options: { ...OPTIONS, run: ++run } });
      document.addEventListener("visibilitychange", () => { if (document.hidden && playing) order("pause"); });
      return one;
    }

    const among = h("span", {}, "test digits");

    // ---- What comes out ----
    const out = ui.digitCanvas("What the decoder makes of z"), costs = ui.digitCanvas("Where the reconstruction costs most", { class: "digit costs" });
    const map = ui.toggle("where it costs", false, on => { stage.classList.toggle("show-costs", on); say(); });
    const values = h("div", { class: "values" }), bar = h("div", { class: "lossbar", role: "img" }), status = h("p", { class: "status", role: "status" });
    let darkest = 0;

    function encode() {
      q = now.model.encode(x);
      z = q.mean;
      free = false;
      paintPad();
      decode();
    }

    function decode() {
      const l = now.model.logits(z), seen = now.see(x), image = new Float32Array(l.length), cost = new Float32Array(l.length);
      let loss = 0;
      for (let i = 0; i < l.length; i++) {
        image[i] = math.sigmoid(l[i]);
        loss += cost[i] = math.pixelCrossEntropy(l[i], seen[i]);
      }
      darkest = Math.max(...cost);
      ui.ink(out, image, now.side);
      ui.ink(costs, cost.map(v => v / darkest), now.side, 0, "x");
      const kl = now.model.prior.klFrom(q.mean, q.logVariance), floor = math.costOf(seen, seen), mean = math.costOf(seen, now.mean);
      const part = v => v / (1.04 * Math.max(mean, loss + kl)) * 100, term = (name, quantity, text) => h("div", {}, h("dt", { class: `q-${quantity}` }, name), h("dd", {}, text));
      const list = v => (v.length > 3 ? `${ui.point(v.slice(0, 3)).slice(0, -1)}, …)` : ui.point(v));
      values.replaceChildren(h("dl", {},
        term("μ", "mu", list(q.mean)), term("σ", "sigma", list(q.sigma)), term("z", "z", free ? list(z) : "= μ"),
        term("reconstruction", "x", `${ui.nats(loss)} nats`), term("KL", "kl", `${ui.nats(kl)} nats`), term("sum", "total", `${ui.nats(loss + kl)} nats`)));
      bar.setAttribute("aria-label", `Reconstruction ${ui.nats(loss)} and KL ${ui.nats(kl)} nats. For this same image the floor is ${ui.nats(floor)} nats, and the mean image costs ${ui.nats(mean)}.`);
      bar.replaceChildren(
        h("span", { class: "fill-x", style: `width:${part(loss)}%` }), h("span", { class: "fill-kl", style: `width:${part(kl)}%` }),
        h("i", { class: "tick", style: `left:${part(floor)}%` }, h("b", {}, `floor of this image ${ui.nats(floor)}`)),
        h("i", { class: "tick right", style: `left:${part(mean)}%` }, h("b", {}, `the mean image, for this image ${ui.nats(mean)}`)));
      say();
      lens.canvas.style.visibility = widest() < 0.25 ? "" : "hidden";
      plane.request();
      lens.request();
    }

    /** What happened, in one line. */
    function say() {
      const near = math.nearest(now.codes.points, now.codes.labels, z), fewer = now.d < 10 ? " Try 10 numbers." : "";
      const what = pad.strokes ? "Your drawing" : `This ${examples[shown].label}`, same = !pad.strokes && examples[shown].label === near;
      status.textContent = map.value ? `The darkest pixel costs ${ui.nats(darkest)} nats.`
        : pad.strokes && !pad.strokes.length && !x.some(v => v) ? "The pad is empty. Draw a digit."
        : free ? `Here, among the ${near}s, the decoder draws this.`
        : same || now.key === SMALL ? `${what} lands among the ${near}s.`
        : pad.strokes ? `${what} lands among the ${near}s.${now.d < 10 ? " Is it another digit? Try 10 numbers." : ""}`
        : `${what} lands among the ${near}s, from which ${now.d} numbers do not tell it.${fewer}`;
    }

    stage.replaceChildren(
      h("div", { class: "machine" },
        h("div", { class: "cell in" }, h("div", { class: "cap" }, h("b", { class: "q-x0" }, "x"), " draw a digit here"), h("div", { class: "frame" }, pad.canvas, seen),
          h("div", { class: "row" }, ui.button("Clear", clear), ui.button("Open image", () => file.click()), file)),
        h("div", { class: "flow" }, h("span", {}, "encoder"), h("i", { "aria-hidden": "true" })),
        h("div", { class: "cell mid" }, h("div", { class: "cap" }, h("b", { class: "q-sigma" }, "q(z|x)"), " among ", among, "; drag ", h("b", { class: "q-z" }, "z")), h("div", { class: "frame square" }, plane.canvas, lens.canvas),
          h("div", { class: "row" }, ui.button("Sample z", () => { moveTo(q.mean.map((m, j) => m + q.sigma[j] * normal())); write(); }), ui.button("z = μ", back), ui.toggle("numerals", false, on => { numerals = on; plane.request(); }).element), training),
        h("div", { class: "flow" }, h("span", {}, "decoder"), h("i", { "aria-hidden": "true" })),
        h("div", { class: "cell out" }, h("div", { class: "cap" }, h("b", { class: "q-x" }, "x̂"), " what comes back"), h("div", { class: "frame" }, out, costs), status,
          h("div", { class: "row" }, h("span", { class: "label" }, "numbers in the code"), sizes.element), h("div", { class: "row" }, train, map.element)),
        ui.group("Digits from the test set", "picks", picks)),
      values, bar);

    const ink = lab.yours.kept;
    if (ink) pad.strokes = drawing.read(ink);
    x = ink ? drawing.raster(pad.strokes) : examples[FIRST].pixels;
    z = (q = now.model.encode(x)).mean;
    if (ink) lab.yours.set(x, ink, math.nearest(now.codes.points, now.codes.labels, z));
    return {
      draw() {
        picks.forEach((b, d) => { ui.ink(b.firstChild, examples[d].pixels); b.setAttribute("aria-pressed", String(!pad.strokes && d === examples[shown].label)); });
        paintPad();
        decode();
        plane.draw();
        lens.draw();
      },
      set(state) {
        const key = MODELS[state.d] || state.d === SMALL ? state.d : "2", at = state.z ? lab.numbers(state.z) : [];
        if (state.ink) { take(drawing.read(state.ink)); lab.yours.set(x, state.ink, math.nearest(now.codes.points, now.codes.labels, q.mean)); }
        else if (state.digit !== undefined) pick(lab.whole(state.digit, examples.length - 1, FIRST));
        return choose(key).then(() => {
          if (at.length === now.d) moveTo(at);
          if (state.play && now.key === SMALL) order("play");
        });
      },
    };
  });
})(globalThis.VAELAB ??= {});
