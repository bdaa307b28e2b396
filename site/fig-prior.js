// Figure: a prior to bend. Its density, samples and KL follow; codes and decoder stay what they are.
(function (lab) {
  "use strict";
  const { ui, math, color } = lab, { h } = ui;
  const SAMPLES = 400, HOLES = 6, GRID = 9;

  lab.figure("prior", async (stage, api) => {
    const [model, codes, examples] = await Promise.all([lab.model("correlated"), lab.codes("correlated"), lab.examples()]);
    const trained = model.prior, middles = lab.middles(codes.points, codes.labels), count = codes.labels.length;
    const aggregate = codes.aggregate, aggregateFactor = math.cholesky(aggregate.covariance);
    const normal = math.normal(math.random(5)), noise = Array.from({ length: SAMPLES }, () => [normal(), normal()]);
    const usual = { s1: Math.sqrt(trained.covariance[0][0]), s2: Math.sqrt(trained.covariance[1][1]) };
    usual.rho = trained.covariance[0][1] / usual.s1 / usual.s2;
    let now = { ...usual }, prior = trained, digit = lab.yours.pixels ? "yours" : 0, holes = [], layer = "samples", tiles = [];

    const found = math.density(codes.points, count), findHoles = () => math.holes(prior, found, count);

    const plane = new lab.Plane({ label: "The latent plane with the prior’s ellipses. Arrow keys: left and right change the correlation, up and down both deviations.", paint(p) {
      p.axes();
      if (layer === "manifold") p.tiles(tiles, 0.42, 1);
      else p.dots(codes.points, codes.labels, { alpha: 0.4 });
      if (layer === "samples") {
        const c = p.context;
        const drawn = noise.map(e => prior.transform(e)), size = p.mark("eps", drawn, 2) ? 3.5 : 2.2;
        c.fillStyle = color("eps");
        for (const z of drawn) { c.beginPath(); c.arc(p.x(z[0]), p.y(z[1]), size, 0, 7); c.fill(); }
      }
      p.ellipse(aggregate.mean, aggregateFactor, { k: [2], stroke: color("x"), width: 2, dash: [2, 3] });
      p.ellipse([0, 0], prior.factor, { width: 2.5, label: true });
      columns().forEach(z => { p.arrow([0, 0], z, color("prior"), 2); p.marker(z, { fill: color("prior"), radius: 8, square: true }); });
      if (layer !== "manifold") p.names(middles);
      if (layer === "holes") holes.forEach((hole, i) => p.marker(hole.z, { radius: 9, label: String(i + 1) }));
      const q = posterior();
      p.marker(q.mean, { fill: color("mu"), radius: 6, label: "μ" });
    } });
    const posterior = () => model.encode(lab.given(examples, digit).pixels);
    const slider = (name, label, min, max) => ui.slider({ label, min, max, step: 0.01, value: now[name], quantity: "prior", input: v => { now[name] = v; update(); write(); } });
    const sliders = { s1: slider("s1", "σ₁", 0.3, 2), s2: slider("s2", "σ₂", 0.3, 2), rho: slider("rho", "ρ", -0.98, 0.98) };
    ui.keys(plane.canvas, (dx, dy) => { now.rho += 0.01 * dx; now.s1 += 0.01 * dy; now.s2 += 0.01 * dy; update(); write(); });
    /** The columns of L, with L·Lᵀ = Σ: what is dragged. */
    const columns = () => [[prior.factor[0][0], prior.factor[1][0]], [0, prior.factor[1][1]]];
    let held = 0;
    ui.drag(plane.canvas, {
      handles: () => columns().map(z => plane.place(z)),
      start(px, py) { const far = columns().map(z => Math.hypot(plane.place(z)[0] - px, plane.place(z)[1] - py)); held = far[0] <= far[1] ? 0 : 1; },
      move(px, py) {
        const [x, y] = plane.at(px, py), [[a, b], [, c]] = columns(), [l11, l21, l22] = held ? [a, b, Math.max(0.06, y)] : [Math.max(0.3, x), y, c];
        now = { s1: l11, s2: Math.hypot(l21, l22), rho: l21 / Math.hypot(l21, l22) };
        update();
      },
      end: () => write(),
    });

    const layers = ui.choice("Show", [["samples", "samples"], ["manifold", "tilted grid"], ["holes", "holes"]], layer, show);
    const picker = lab.digitPicker(examples, digit, key => { digit = key; update(); });
    const values = h("dl", { class: "costs-list wide" }), notice = h("p", { class: "notice", role: "status" });
    const pictures = Array.from({ length: HOLES }, (_, i) => ui.digitCanvas(`Decoded at hole ${i + 1}`)), captions = pictures.map(() => h("span", {}));
    const under = h("div", { class: "holes" }, ...pictures.map((picture, i) => h("div", {}, picture, captions[i])));
    const write = () => api.write({ ...now, ...(layer === "samples" ? {} : { show: layer }) });
    function show(name) { layer = name; layers.set(name); update(); write(); }

    let job = 0;
    function tilt() {
      const mine = ++job, made = [];
      const quantiles = Array.from({ length: GRID }, (_, i) => math.quantile((i + 0.5) / GRID)), image = new Float32Array(784);
      ui.inSlices(() => {
        if (mine !== job) return false;
        const z = prior.transform([quantiles[made.length % GRID], quantiles[Math.floor(made.length / GRID)]]);
        made.push({ z, canvas: ui.ink(document.createElement("canvas"), model.decode(z, image)) });
        return made.length < GRID * GRID;
      }, () => { if (mine === job) { tiles = made; plane.request(); } });
    }

    function update() {
      now = { s1: Math.max(0.3, Math.min(2, now.s1)), s2: Math.max(0.3, Math.min(2, now.s2)), rho: Math.max(-0.98, Math.min(0.98, now.rho)) };
      for (const [name, s] of Object.entries(sliders)) s.value = now[name];
      const covariance = now.s1 * now.s2 * now.rho, own = Object.keys(usual).every(name => Math.abs(now[name] - usual[name]) < 0.006);
      prior = own ? trained : new math.Gaussian([0, 0], [[now.s1 ** 2, covariance], [covariance, now.s2 ** 2]]);
      const q = posterior(), gap = 0.5 * (trace(prior, aggregate) - 2 + prior.logDeterminant - 2 * Math.log(aggregateFactor[0][0] * aggregateFactor[1][1]));
      const term = (name, quantity, text) => [h("dt", { class: quantity && `q-${quantity}` }, name), h("dd", {}, text)];
      values.replaceChildren(
        ...term("Σ", "prior", `[[${ui.number(now.s1 ** 2)}, ${ui.number(covariance)}],\n[${ui.number(covariance)}, ${ui.number(now.s2 ** 2)}]]`),
        ...term("KL of this digit", "kl", `${ui.nats(prior.klFrom(q.mean, q.logVariance))} nats`),
        ...term("least KL of a diagonal posterior", "kl", `${ui.number(prior.leastDiagonalKl, 3)} nats`),
        ...term("KL of the aggregate, as a Gaussian", "x", `${ui.number(gap, 3)} nats`));
      notice.textContent = own ? "This is the prior that the model was trained with." : "The decoder was trained with the prior of Experiment 3 and is not trained again as you drag: codes and pictures stay where they are.";
      holes = findHoles();
      under.hidden = layer !== "holes";
      if (layer === "holes") {
        holes.forEach((hole, i) => {
          ui.ink(pictures[i], model.decode(hole.z));
          captions[i].textContent = `${i + 1}: ${hole.expected.toFixed(0)} expected, ${hole.found.toFixed(0)} found`;
        });
      }
      if (layer === "manifold") tilt();
      plane.request();
    }

    /** tr(Σ⁻¹S) + (m − mₛ)ᵀΣ⁻¹(m − mₛ) for the aggregate posterior N(mₛ, S). */
    function trace(p, { mean, covariance: s }) {
      let sum = p.squaredDistance(mean);
      for (let i = 0; i < 2; i++) for (let j = 0; j < 2; j++) sum += p.precision[i][j] * s[j][i];
      return sum;
    }

    stage.replaceChildren(
      h("div", { class: "pair" },
        h("div", { class: "cell" }, h("div", { class: "frame square" }, plane.canvas), h("div", { class: "row" }, layers.element)),
        h("div", { class: "cell" }, ...Object.values(sliders).map(s => s.element), h("div", { class: "row" }, ui.button("As trained", () => { now = { ...usual }; update(); write(); })), notice, values,
          h("p", { class: "keyline" }, h("span", { class: "q-prior" }, "— prior, 1σ and 2σ; drag its squares"), h("span", { class: "q-x" }, "⋯ aggregate posterior, 2σ"), h("span", { class: "q-eps" }, "• samples of the prior")), picker.element)),
      under);
    return {
      draw() { picker.draw(); update(); plane.draw(); },
      set(state) {
        for (const name of Object.keys(usual)) now[name] = lab.real(state[name], -2, 2, now[name]);
        if (["samples", "manifold", "holes"].includes(state.show)) { layer = state.show; layers.set(layer); }
        update();
      },
    };
  });
})(globalThis.VAELAB ??= {});
