// Figure: the same digit through the models of all three experiments.
(function (lab) {
  "use strict";
  const { ui, math, color } = lab, { h } = ui;
  const NAMES = ["2d", "3d", "correlated"], TITLES = { "2d": "1 · a plane, round prior", "3d": "2 · three dimensions", correlated: "3 · a plane, leaning prior" };

  lab.figure("three", async (stage, api) => {
    const [examples, ...loaded] = await Promise.all([lab.examples(), ...NAMES.map(name => Promise.all([lab.model(name), lab.codes(name)]))]);
    let shown = lab.yours.pixels ? "yours" : 5, pair = [0, 1];

    const columns = NAMES.map((name, k) => {
      const [model, codes] = loaded[k], d = model.dimensions;
      const column = { model, out: ui.digitCanvas(`What model ${k + 1} makes of the digit`), values: h("dl", { class: "costs-list" }) };
      const axes = () => (d === 3 ? pair : [0, 1]);
      column.plane = new lab.Plane({ label: `Where model ${k + 1} puts the digit`, attributes: { role: "img", tabindex: null }, paint(p) {
        const [a, b] = axes(), of = v => [v[a], v[b]];
        p.axes(["₀", "₁", "₂"].filter((_, j) => j === a || j === b).map(j => `z${j}`));
        p.dots(codes.points, codes.labels, { alpha: 0.45, size: 1.6, pair: [a, b], dimensions: d });
        const cov = model.prior.covariance, factor = math.cholesky([[cov[a][a], cov[a][b]], [cov[a][b], cov[b][b]]]);
        p.ellipse(of(model.prior.mean), factor, { dash: [5, 4], label: true });
        p.names(lab.middles(codes.points, codes.labels, d, [a, b]), null, String, [of(column.q.mean)]);
        const sigma = of(column.q.sigma);
        p.ellipse(of(column.q.mean), [[sigma[0], 0], [0, sigma[1]]], { stroke: color("sigma"), width: 2, fill: color("sigma") });
        p.marker(of(column.q.mean), { fill: color("mu"), radius: 6, label: "μ" });
      } });
      const projection = d === 3 ? ui.choice("Axes", [["0,1", "z₀ z₁"], ["0,2", "z₀ z₂"], ["1,2", "z₁ z₂"]], "0,1", key => { pair = key.split(",").map(Number); column.plane.request(); }) : null;
      column.element = h("div", { class: "cell" }, h("div", { class: "cap" }, TITLES[name]), h("div", { class: "frame square" }, column.plane.canvas),
        h("div", { class: "row" }, projection ? projection.element : h("span", { class: "spacer" })),
        h("div", { class: "twin" }, h("div", { class: "frame" }, column.out), column.values));
      return column;
    });

    const picker = lab.digitPicker(examples, shown, (key, carried) => {
      show(key !== "yours" && shown !== "yours" && shown % 10 === key ? (shown + 10) % examples.length : key);
      if (!carried) api.write({ digit: shown });
    });
    const original = ui.digitCanvas("The digit");

    function show(index) {
      shown = index;
      const { pixels, label } = lab.given(examples, shown);
      picker.set(shown === "yours" ? shown : label);
      ui.ink(original, pixels);
      for (const column of columns) {
        const q = column.q = column.model.encode(pixels), loss = math.crossEntropy(column.model.logits(q.mean), pixels), kl = column.model.prior.klFrom(q.mean, q.logVariance);
        ui.ink(column.out, column.model.decode(q.mean));
        const term = (name, quantity, value) => [h("dt", { class: `q-${quantity}` }, name), h("dd", {}, ui.nats(value))];
        column.values.replaceChildren(...term("reconstr.", "x", loss), ...term("KL", "kl", kl), ...term("sum", "total", loss + kl));
        column.plane.request();
      }
    }

    stage.replaceChildren(
      h("div", { class: "with-digit" }, h("div", { class: "frame small-frame" }, original), h("div", {}, picker.element, h("p", { class: "status" }, "Press a digit again for another of its kind. Reconstructions are decoded at z = μ; costs are in nats."))),
      h("div", { class: "triple" }, ...columns.map(column => column.element)));
    return {
      draw() { picker.draw(); show(shown); columns.forEach(column => column.plane.draw()); },
      set(state) { show(lab.digitOf(state.digit, examples.length, shown)); },
    };
  });
})(globalThis.VAELAB ??= {});
