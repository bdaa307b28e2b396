// Figure: a small VAE that trains in the page. site/trainer.js computes; this file shows, and passes orders on.
(function (lab) {
  "use strict";
  const { ui, math, color } = lab, { h } = ui;
  const GRID = 7, REACH = 2.4, RATE = 0.01, INDEX = "₀₁₂₃₄₅₆₇₈₉", COPIES = 600, MOST = 10;
  const CLOTHES = ["T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "boot"];

  /** What the mean image would cost on the held-out digits, and what even the right pixels cost: −x ln x − (1 − x) ln(1 − x). */
  function baselines(images, heldOut) {
    const count = images.length - heldOut, pixels = images[0].length, mean = new Float64Array(pixels);
    for (let n = 0; n < count; n++) for (let i = 0; i < pixels; i++) mean[i] += images[n][i] / count;
    const cost = (x, p) => (x && -x * Math.log(p)) + (1 - x && -(1 - x) * Math.log(1 - p));
    let meanImage = 0, floor = 0;
    for (const x of images.slice(count)) {
      for (let i = 0; i < pixels; i++) {
        meanImage += cost(x[i], Math.min(1 - 1e-6, Math.max(1e-6, mean[i]))) / heldOut;
        floor += cost(x[i], x[i]) / heldOut;
      }
    }
    return { meanImage, floor };
  }

  lab.figure("train", async (stage, api) => {
    const known = {}, drawings = lab.drawing.read(lab.yours.ink).length ? [lab.drawing.read(lab.yours.ink)] : [];
    /** Images, a fifth of them held out, with what they are and what they would cost without a model. */
    const prepare = ({ images, labels, side }, name) => { const heldOut = Math.floor(images.length / 5); return { images, labels, side, heldOut, name, ...baselines(images, heldOut) }; };
    const sources = {
      digits: async () => prepare(await lab.trainer.images("digits"), String),
      fashion: async () => prepare(await lab.trainer.images("fashion"), label => CLOTHES[label]),
      async yours() {
        if (!drawings.length) throw new Error("draw something first, and press Add");
        const random = math.random(3), images = [];
        await new Promise(done => ui.inSlices(() => images.push(lab.drawing.half(lab.drawing.raster(lab.drawing.varied(drawings[images.length % drawings.length], random)))) < COPIES, done));
        return prepare({ images, labels: Uint8Array.from(images, (_, n) => n % drawings.length), side: 14 }, label => String(label + 1));
      },
    };
    let now = known.digits = await sources.digits(), data = "digits";
    const axis = Array.from({ length: GRID }, (_, i) => REACH * (2 * i / (GRID - 1) - 1));
    const grid = [...axis].reverse().flatMap(z1 => axis.map(z0 => [z0, z1]));
    let run = 0, seed = 1, playing = false, state = null, history = [], phase = 3;

    const { where, send } = lab.trainer.engine(receive);

    const plane = new lab.Plane({ label: "Where the model puts its images at this moment", radius: 4, attributes: { role: "img", tabindex: null }, paint(p) {
      p.axes(state ? state.pair.map(j => `z${INDEX[j]}`) : undefined);
      if (!state) return;
      p.kept = null;
      p.dots(state.means, now.labels, { size: 3.5, alpha: state.batch ? 0.35 : 0.8 });
      p.ellipse([0, 0], [[1, 0], [0, 1]], { dash: [5, 4], label: true });
      if (state.batch) {
        for (const n of state.batch) {
          const [from, to] = [state.before, state.means].map(codes => [codes[2 * n], codes[2 * n + 1]]);
          if (phase > 1) p.arrow(from, to, color("z"), 1.5);
          p.marker(phase < 3 ? from : to, { fill: lab.digitColor(now.labels[n]), radius: 4 });
        }
      } else if (state.epoch >= 1) {
        p.names(lab.middles(state.means, now.labels), null, now.name);
      }
    } });
    const decoded = h("canvas", { class: "digit", role: "img", "aria-label": "The plane, decoded at seven by seven points" });
    const others = h("span", {}), words = h("p", { class: "status", role: "status" }), notice = h("p", { class: "notice", role: "alert" });

    const chart = ui.surface({ class: "chart", role: "img", "aria-label": "Loss on the held-out images against training steps" }, (c, width, height) => {
      const last = history[history.length - 1], top = 1.6 * now.meanImage;
      const chartAxis = lab.chart.axes(c, width, height, { x: [0, Math.max(100, last ? last.step : 0)], y: [0, top], xLabel: "step", yLabel: "nats per image" });
      lab.chart.level(chartAxis, now.meanImage, "mean image");
      lab.chart.level(chartAxis, now.floor, "floor");
      c.save();
      c.beginPath(); c.rect(chartAxis.left, chartAxis.top - 6, chartAxis.right - chartAxis.left, chartAxis.bottom - chartAxis.top + 6); c.clip();
      for (const [part, quantity] of [["total", "total"], ["reconstruction", "x"], ["kl", "kl"]])
        lab.chart.line(chartAxis, history.map(point => [point.step, point[part]]), color(quantity));
      c.restore();
      if (!last || last.step < 20) return;
      const at = chartAxis.px(0.3 * last.step), then = history.find(point => point.step >= 0.3 * last.step), y = v => chartAxis.py(Math.min(v, top));
      lab.chart.word(chartAxis, "loss", at, y(then.total) - 12, color("total"));
      lab.chart.word(chartAxis, "reconstruction", at, y(then.reconstruction) + 12, color("x"));
      lab.chart.word(chartAxis, "KL", at, y(then.kl) - 11, color("kl"));
    });

    const play = ui.button("Play", () => order(playing ? "pause" : "play"), { class: "main" });
    const step = ui.button("Step", () => order("step"));
    const slow = ui.toggle("slow, by its four parts", false, on => { phases.hidden = !on; send({ order: "set", options: { slow: on } }); });
    const parts = ["forward", "loss", "backward", "update"].map(name => h("li", {}, h("b", {}, name), h("span", {})));
    const phases = h("ol", { class: "phases", hidden: true }, ...parts);
    /** Names the parts of a step one after the other; at once for who wants calm, and where it is not slow. */
    function unfold() {
      const mine = state, { reconstruction, kl } = state.loss;
      ["50 images through both networks", `${ui.nats(reconstruction)} + ${beta.value} × KL ${ui.nats(kl)} nats on them`, "the slope of that by each weight", `each weight moves, by about ${rate()} at most`].forEach((text, k) => { parts[k].lastChild.textContent = text; });
      const go = k => {
        if (mine !== state) return;
        phase = k;
        parts.forEach((part, i) => part.classList.toggle("on", i === k || (lab.calm() && slow.value)));
        plane.request();
        if (k < 3) setTimeout(go, lab.trainer.SLOW / 4, k + 1);
      };
      go(slow.value && !lab.calm() ? 0 : 3);
    }
    const USUAL = { depth: "1", hidden: "48", activation: "relu", latent: "2" }, shape = { ...USUAL };
    const write = () => api.write({ ...(data === "digits" ? {} : { data }), beta: beta.value, rate: rate(), ...Object.fromEntries(Object.entries(shape).filter(([name, value]) => value !== USUAL[name])) });
    const part = (name, label, options) => ui.choice(label, options.map(key => [key, key]), shape[name], key => { shape[name] = key; reset(); write(); });
    const sizes = { depth: part("depth", "hidden layers", ["1", "2"]), hidden: part("hidden", "units in each", ["8", "48", "128"]), activation: part("activation", "activation", ["relu", "tanh"]), latent: part("latent", "numbers in the code", ["2", "3", "8"]) };
    const change = () => { send({ order: "set", options: { beta: beta.value, rate: rate() } }); write(); };
    const beta = ui.slider({ label: "β", min: 0, max: 10, step: 0.1, value: 1, quantity: "kl", format: v => v.toFixed(1), input: change });
    const power = ui.slider({ label: "learning rate", min: -4, max: 0, step: 0.02, value: Math.log10(RATE), format: v => (10 ** v).toPrecision(2), input: change });
    const rate = () => Number((10 ** power.value).toPrecision(2));

    const from = ui.choice("Data", [["digits", "digits"], ["fashion", "clothes"], ["yours", "your drawings"]], data, key => choose(key).then(write));
    /** Takes up other images and starts anew. */
    async function choose(key) {
      const before = data;
      data = key;
      from.set(key);
      own.hidden = key !== "yours";
      if (playing) order("pause");
      try {
        const next = key === "yours" ? await sources.yours() : known[key] ??= await sources[key]();
        if (data !== key) return;
        now = next;
        const go = playing;   // Play was pressed while they were read.
        reset({ images: now.images, grid });
        if (go) order("play");
      } catch (error) {
        if (data !== key) return;
        if (key === "yours") {
          run++;   // What the trainer still says is of the images before.
          for (const control of [play, step]) control.disabled = true;
          words.textContent = "Draw something, press Add, and the model is trained on it.";
        } else {
          data = before;
          from.set(before);
          words.textContent = `These images cannot be shown: ${error.message}.`;
        }
      }
    }

    // ---- One's own drawings: each is copied many times, turned and stretched a little ----
    const pad = lab.pad({ label: "Pad for a drawing to train on", draw: () => pad.paint(), end: () => {}, clear: () => { pad.strokes = null; pad.paint(); } });
    const thumbs = h("div", { class: "film thumbs", role: "img", "aria-label": "Your drawings" }), add = ui.button("Add", () => { if (pad.strokes?.length && drawings.length < MOST) { drawings.push(pad.strokes); pad.strokes = null; kept(); choose("yours"); } });
    const own = h("div", { class: "own", hidden: true }, h("div", { class: "frame" }, pad.canvas),
      h("div", {}, h("div", { class: "row" }, add, ui.button("Remove all", () => { drawings.length = 0; kept(); choose("yours"); })), thumbs,
        h("p", { class: "label" }, `Draw one to ten figures of any kind, and add each. The model is trained on ${COPIES} copies, each turned, stretched and slanted a little.`)));
    function kept() {
      thumbs.replaceChildren(...drawings.map(strokes => ui.ink(h("canvas", { class: "digit" }), lab.drawing.raster(strokes))));
      add.disabled = drawings.length >= MOST;
      pad.paint();
    }

    function order(name, more = {}) {
      playing = name === "play";
      play.textContent = playing ? "Pause" : "Play";
      send({ order: name, ...more });   // Without a worker the answer, be it a failure, comes before this returns.
    }

    function reset(sending = {}) {
      run++;
      history = [];
      notice.textContent = "";
      for (const control of [play, step]) control.disabled = false;
      order("reset", { options: { run, seed, heldOut: now.heldOut, beta: beta.value, rate: rate(), depth: Number(shape.depth), hidden: Number(shape.hidden), activation: shape.activation, latent: Number(shape.latent) }, ...sending });
    }

    function receive(message) {
      if (message.run !== run) return;
      if (message.failed) return stopped(message.failed);
      state = message;
      if (message.batch) unfold();
      if (message.heldOut && message.step !== history[history.length - 1]?.step) {
        const { reconstruction, kl } = message.heldOut;
        history.push({ step: message.step, reconstruction, kl, total: reconstruction + beta.value * kl });
        if (history.length > 600) history = history.filter((_, i) => i % 2 === 0);
      }
      show();
    }

    /** A loss that is no number: what happened, and what to do. */
    function stopped({ step: at, logVariance, logit, rate: failing }) {
      playing = false;
      play.textContent = "Play";
      for (const control of [play, step]) control.disabled = true;
      const size = v => (Number.isFinite(v) ? v.toPrecision(3) : "no number");
      notice.textContent = `Step ${at} was no number, so the training stopped and kept its last weights. At a learning rate of ${failing} each step overshoots: the largest ln σ² had come to ${size(logVariance)} and the largest logit to ${size(logit)}, and their exponentials overflow. Set the rate to ${RATE} and press Reset.`;
    }

    function show() {
      if (!state) return;
      const { step: at, epoch, heldOut: held, milliseconds } = state, { side } = now, whole = new Float32Array((side * GRID) ** 2);
      for (let n = 0; n < GRID * GRID; n++) {
        for (let k = 0; k < side * side; k++)
          whole[(Math.floor(n / GRID) * side + Math.floor(k / side)) * side * GRID + n % GRID * side + k % side] = state.grid[n * side * side + k];
      }
      ui.ink(decoded, whole, side * GRID);
      others.textContent = shape.latent === "2" ? "" : "; its other numbers are 0";
      words.textContent = at === 0
        ? `Untrained: ${ui.nats(held.reconstruction)} + KL ${ui.nats(held.kl)} nats on the ${now.heldOut} images that it never learns from.`
        : `Step ${at}, epoch ${epoch.toFixed(1)}: ${ui.nats(held.reconstruction)} + ${beta.value === 1 ? "" : `${beta.value} × `}KL ${ui.nats(held.kl)} nats on the ${now.heldOut} images that it never learns from. ${milliseconds.toFixed(0)} ms a step, ${where}.`;
      const far = Array.from(state.means, Math.abs).sort((a, b) => a - b)[Math.floor(0.985 * state.means.length)];
      if (Number.isFinite(far)) plane.radius += 0.3 * (Math.min(12, Math.max(3.4, 1.1 * far)) - plane.radius);
      plane.request();
      chart.request();
    }

    stage.replaceChildren(
      h("div", { class: "row top-row" }, play, step, ui.button("Reset", () => reset()), ui.button("Other start", () => { seed++; reset(); }), slow.element),
      phases,
      h("div", { class: "row top-row" }, h("span", { class: "label" }, "data"), from.element),
      own,
      h("div", { class: "row top-row" }, ...[["hidden layers", "depth"], ["units in each", "hidden"], ["activation", "activation"], ["numbers in the code", "latent"]].map(([label, name]) => h("span", { class: "row", style: "margin:0" }, h("span", { class: "label" }, label), sizes[name].element))),
      h("div", { class: "row top-row" }, beta.element, power.element),
      notice,
      h("div", { class: "pair" },
        h("div", { class: "cell" }, h("div", { class: "frame square" }, plane.canvas)),
        h("div", { class: "cell" }, h("div", { class: "cap" }, "the plane, decoded", others), h("div", { class: "frame big" }, decoded), words, chart.canvas)));
    reset({ images: now.images, grid });
    document.addEventListener("visibilitychange", () => { if (document.hidden && playing) order("pause"); });
    return {
      draw() { kept(); show(); plane.draw(); chart.draw(); },
      set(wanted) {
        for (const name of Object.keys(shape)) {
          shape[name] = sizes[name].buttons.some(b => b.dataset.key === wanted[name]) ? wanted[name] : USUAL[name];
          sizes[name].set(shape[name]);
        }
        beta.value = lab.real(wanted.beta, 0, 10, beta.value);
        power.value = Math.log10(lab.real(wanted.rate, 1e-4, 1, RATE));
        const key = sources[wanted.data] ? wanted.data : "digits", ready = key === data && key !== "yours" ? reset() : choose(key);
        return Promise.resolve(ready).then(() => { if (wanted.play) order("play"); });
      },
    };
  });
})(globalThis.VAELAB ??= {});
