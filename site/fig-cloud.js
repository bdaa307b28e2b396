// Figures: a cloud q(z|x) for one digit, moved by gradients: where they go (reparam), and what each part of the loss does (elbo).
(function (lab) {
  "use strict";
  const { ui, color } = lab, { h } = ui, { DRAWS, STARTS, reconstructionGradient, klGradient } = lab.cloud;

  /** The loss of one digit over the plane, as a picture: dark where it is low. */
  function landscape(grid, x) {
    const side = grid.steps, loss = lab.grid.lossOver(grid, x), canvas = h("canvas", { width: side, height: side }), image = new ImageData(side, side);
    const sorted = loss.slice().sort(), low = sorted[0], high = sorted[Math.floor(0.9 * sorted.length)], rgb = ui.rgb(color("x"));
    for (let n = 0; n < loss.length; n++) {
      const depth = Math.max(0, 1 - (loss[n] - low) / (high - low));
      image.data.set([...rgb, 190 * depth * depth], 4 * ((side - 1 - Math.floor(n / side)) * side + n % side));
    }
    canvas.getContext("2d").putImageData(image, 0, 0);
    return canvas;
  }
  /** Calls back once the whole plane is decoded, and the figure has been shown. */
  const afterwards = (grid, then) => grid.whole.then(() => setTimeout(then, 0));
  const reachOf = grid => grid.reach * grid.steps / (grid.steps - 1);

  lab.figure("reparam", async (stage, api) => {
    const [model, examples, grid] = await Promise.all([lab.model("2d"), lab.examples(), lab.grid.grid("2d")]);
    const cloud = lab.cloud.make(3), home = STARTS.reparam, x = () => lab.given(examples, digit).pixels;
    let digit = lab.yours.pixels ? "yours" : home.digit, direct = false, background = null, gradient;
    cloud.set(home.mean, home.sigma);

    const plane = new lab.Plane({ label: "The latent plane with a cloud of eight draws. Arrow keys move its mean.", radius: 3.2, paint(p) {
      if (background) p.backdrop(background, reachOf(grid));
      p.axes();
      p.ellipse([0, 0], [[1, 0], [0, 1]], { dash: [5, 4] });
      p.ring(model.encode(x()).mean, "encoder’s μ");
      p.ellipse(cloud.mean, cloud.factor(), { stroke: color("sigma"), width: 2.5, fill: color("sigma") });
      const scale = v => { const n = Math.hypot(...v); return v.map(s => -s / (n || 1) * Math.min(0.7, 0.05 + n / 250)); };
      for (const d of gradient.draws) {
        const a = scale(d.slope);
        if (!direct) p.arrow(cloud.mean, d.z, color("eps"), 1);
        p.marker(d.z, { fill: color("z"), radius: 4.5 });
        p.arrow(d.z, d.z.map((v, j) => v + a[j]), color("z"), 2);
      }
      p.marker(cloud.mean, { fill: color("mu"), radius: 7, label: "μ" });
      if (!direct) {
        const a = scale(gradient.mean);
        p.arrow(cloud.mean, cloud.mean.map((v, j) => v + 1.3 * a[j]), color("mu"), 4);
      }
    } });
    const sliders = [0, 1].flatMap(j => [
      ui.slider({ label: `μ${"₀₁"[j]}`, min: -3, max: 3, step: 0.01, value: 0, quantity: "mu", input: v => { cloud.mean[j] = v; update(false); write(); } }),
      ui.slider({ label: `σ${"₀₁"[j]}`, min: 0.02, max: 2, step: 0.01, value: 1, quantity: "sigma", input: v => { cloud.logVariance[j] = 2 * Math.log(v); update(false); write(); } }),
    ]);
    const out = ui.digitCanvas("The image decoded at μ", { class: "digit q-x" }), goal = ui.digitCanvas("The digit to be reconstructed"), words = h("p", { class: "status", role: "status" });
    const graph = h("div", { class: "graph" });
    const picker = lab.digitPicker(examples, digit, (key, carried) => { digit = key; paintBackground(); update(); if (!carried) write(); });
    const mode = ui.choice("How z is drawn", [["0", "z = μ + σ ⊙ ε"], ["1", "sample directly"]], "0", key => { direct = key === "1"; update(); write(); });
    const play = ui.button("Descend", () => (player.running ? stop() : start()), { class: "main" });
    const player = ui.player(() => {
      if (direct) { stop(); return false; }
      const size = cloud.step(gradient.mean, gradient.logVariance);
      update();
      if (size < 0.004 || ++steps > 400) { stop(); return false; }
      return true;
    });
    let steps = 0;
    const start = () => { steps = 0; update(); player.start(); play.textContent = "Pause"; };
    const stop = () => { player.stop(); play.textContent = "Descend"; };
    const one = () => { if (!direct) cloud.step(gradient.mean, gradient.logVariance); update(); };
    const write = () => api.write({ mu: cloud.mean, sigma: [cloud.sigma(0), cloud.sigma(1)], digit, ...(direct ? { direct: 1 } : {}) });
    ui.drag(plane.canvas, { handles: () => [plane.place(cloud.mean)], move(px, py) { cloud.mean = plane.at(px, py); update(); }, end: write });
    ui.keys(plane.canvas, (dx, dy) => { cloud.mean = [cloud.mean[0] + 0.03 * dx, cloud.mean[1] + 0.03 * dy]; update(); write(); });
    const paintBackground = () => { background = grid.done === grid.steps ** 2 ? landscape(grid, x()) : null; };

    function update(move = true) {
      gradient = reconstructionGradient(model, cloud, x());
      if (move) sliders.forEach((s, k) => { s.value = k % 2 ? cloud.sigma(k >> 1) : cloud.mean[k >> 1]; });
      ui.ink(out, model.decode(cloud.mean));
      ui.ink(goal, x());
      const flow = direct ? "stops here" : null;
      graph.replaceChildren(
        h("p", {}, h("b", { class: "q-z" }, "∂/∂z "), ui.point(gradient.draws[0].slope), " for the first draw"),
        h("p", {}, h("b", { class: "q-mu" }, "∂/∂μ "), flow || ui.point(gradient.mean)),
        h("p", {}, h("b", { class: "q-sigma" }, "∂/∂ ln σ² "), flow || ui.point(gradient.logVariance)));
      words.textContent = direct
        ? "A random generator gave z. It has no slope: no gradient reaches μ and σ, and the cloud cannot learn."
        : `Reconstruction ${ui.nats(gradient.loss)} nats, mean of ${DRAWS} draws; where the encoder puts this digit, ${ui.nats(model.lossAndSlope(model.encode(x()).mean, x()).loss)}.`;
      plane.request();
    }

    stage.replaceChildren(h("div", { class: "pair" },
      h("div", { class: "cell" }, h("div", { class: "frame square" }, plane.canvas), h("div", { class: "row" }, mode.element)),
      h("div", { class: "cell" }, ...sliders.map(s => s.element),
        h("div", { class: "row" }, play, ui.button("One step", one), ui.button("New ε", () => { cloud.fresh(); update(); }), ui.button("Reset", () => { stop(); cloud.set(home.mean, home.sigma); update(); write(); })),
        words, h("div", { class: "duo" }, h("div", {}, h("div", { class: "cap" }, "the digit"), h("div", { class: "frame" }, goal)), h("div", {}, h("div", { class: "cap" }, "decoded at μ"), h("div", { class: "frame" }, out)), graph), picker.element)));
    afterwards(grid, () => { if (!background) { paintBackground(); plane.request(); } });
    return {
      draw() { paintBackground(); picker.draw(); update(); plane.draw(); },
      set(state) {
        stop();
        digit = lab.digitOf(state.digit, 10, digit);
        picker.set(digit);
        paintBackground();
        const [mu, sigma] = [state.mu, state.sigma].map(text => (text ? lab.numbers(text) : []));
        cloud.set(mu.length === 2 ? mu : cloud.mean, sigma.length === 2 ? sigma : [cloud.sigma(0), cloud.sigma(1)]);
        direct = state.direct === "1";
        mode.set(direct ? "1" : "0");
        update();
      },
    };
  });

  lab.figure("elbo", async (stage, api) => {
    const [model, examples, grid] = await Promise.all([lab.model("2d"), lab.examples(), lab.grid.grid("2d")]);
    const cloud = lab.cloud.make(11), home = STARTS.elbo, start = [home.mean, home.sigma], x = () => lab.given(examples, digit).pixels;
    let digit = lab.yours.pixels ? "yours" : home.digit, force = "both", beta = 1, background = null, steps = 0, gradient;
    cloud.set(...start);

    const plane = new lab.Plane({ label: "The latent plane, shaded by the reconstruction loss of one digit. Arrow keys move the cloud.", radius: 3.2, paint(p) {
      if (background && force !== "kl") p.backdrop(background, reachOf(grid));
      p.axes();
      p.ellipse([0, 0], [[1, 0], [0, 1]], { dash: [5, 4], label: true });
      p.ellipse(cloud.mean, cloud.factor(), { stroke: color("sigma"), width: 2.5, fill: color("sigma") });
      p.marker(cloud.mean, { fill: color("mu"), radius: 6, label: "μ" });
      const push = (g, quantity) => { const n = Math.hypot(...g), s = Math.min(0.9, 0.05 + n / 120) / (n || 1); p.arrow(cloud.mean, cloud.mean.map((v, j) => v - s * g[j]), color(quantity), 4); };
      if (force !== "kl") push(gradient.mean, "x");
      if (force !== "reconstruction") push(klGradient(cloud).mean.map(v => beta * v), "kl");
    } });
    /** β of a place of the slider, with two digits: what the slider says, the bar shows and the step takes are one number. */
    const priceOf = v => Number((10 ** v).toPrecision(2));
    const forces = ui.choice("Force", [["reconstruction", "reconstruction alone"], ["kl", "KL alone"], ["both", "both"]], force, key => { force = key; go(); });
    const slider = ui.slider({ label: "β", min: -1, max: 2, step: 0.01, value: 0, quantity: "kl", format: v => String(priceOf(v)), input: v => { beta = priceOf(v); go(); } });
    const picker = lab.digitPicker(examples, digit, (key, carried) => { digit = key; paintBackground(); carried ? update() : go(); });
    const play = ui.button("Let go", () => (player.running ? stop() : run()), { class: "main" });
    const out = ui.digitCanvas("The image decoded at μ", { class: "digit q-x" }), bars = h("div", { class: "bars" }), words = h("p", { class: "status", role: "status" });
    const player = ui.player(() => {
      const size = move();
      if (size < 0.001 || ++steps > 900) { stop(); return false; }
      return true;
    });
    function move() {
      if (steps % 3 === 2) cloud.fresh();
      const size = lab.cloud.descend(cloud, gradient, force, beta);
      update();
      return size;
    }
    const run = () => { steps = 0; player.start(); play.textContent = "Pause"; };
    const stop = () => { player.stop(); play.textContent = "Let go"; };
    function go() { write(); update(); if (!lab.calm()) run(); }
    const write = () => api.write({ force, ...(force === "reconstruction" ? {} : { beta }), digit });
    ui.drag(plane.canvas, { handles: () => [plane.place(cloud.mean)], move(px, py) { stop(); cloud.mean = plane.at(px, py); update(); } });
    ui.keys(plane.canvas, (dx, dy) => { stop(); cloud.mean = [cloud.mean[0] + 0.03 * dx, cloud.mean[1] + 0.03 * dy]; update(); });
    const paintBackground = () => { background = grid.done === grid.steps ** 2 ? landscape(grid, x()) : null; };

    function update() {
      gradient = reconstructionGradient(model, cloud, x());
      const kl = model.prior.klFrom(cloud.mean, cloud.logVariance), most = Math.max(300, gradient.loss + kl, beta * kl), width = v => `width:${100 * v / most}%`;
      const bar = (name, quantity, value) => h("div", { class: "bar" }, h("span", { class: `q-${quantity}` }, name), h("i", { class: `fill-${quantity}`, style: width(value) }), h("output", {}, ui.nats(value)));
      bars.replaceChildren(bar("reconstruction", "x", gradient.loss), bar("KL", "kl", kl), bar("β · KL", "kl", beta * kl), bar("−ELBO", "total", gradient.loss + kl));
      ui.ink(out, model.decode(cloud.mean));
      words.textContent = `μ = ${ui.point(cloud.mean)}, σ = ${ui.point([cloud.sigma(0), cloud.sigma(1)])}. The decoder stays as it is.`;
      plane.request();
    }

    stage.replaceChildren(h("div", { class: "pair" },
      h("div", { class: "cell" }, h("div", { class: "frame square" }, plane.canvas)),
      h("div", { class: "cell" }, forces.element, slider.element,
        h("div", { class: "row" }, play, ui.button("One step", () => { stop(); move(); }), ui.button("Reset", () => { stop(); cloud.set(...start); update(); })),
        bars, words, h("div", { class: "frame big small" }, out), picker.element)));
    afterwards(grid, () => { if (!background) { paintBackground(); plane.request(); } });
    return {
      draw() { paintBackground(); picker.draw(); update(); plane.draw(); },
      set(state) {
        if (["reconstruction", "kl", "both"].includes(state.force)) { force = state.force; forces.set(force); }
        beta = priceOf(Math.log10(lab.real(state.beta, 0.1, 100, 1)));
        slider.value = Math.log10(beta);
        digit = lab.digitOf(state.digit, 10, digit);
        picker.set(digit);
        paintBackground();
        cloud.set(...start);
        update();
        if (!lab.calm()) run();
      },
    };
  });
})(globalThis.VAELAB ??= {});
