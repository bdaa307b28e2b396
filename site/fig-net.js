// Figure: the network as a picture. A digit flows through all of its layers; a unit that is pressed says what feeds it.
(function (lab) {
  "use strict";
  const { ui, math, color } = lab, { h } = ui, MOST = 5, INDEX = "₀₁₂₃₄₅₆₇₈₉";

  lab.figure("net", async (stage, api) => {
    const [model, examples] = await Promise.all([lab.model("2d"), lab.examples()]), normal = math.normal(math.random(5));
    const [e, d] = [model.encoder, model.decoder];
    // A layer: its name, the width of its picture, the dense layer that computes it, and where that one's input comes from.
    const layers = {
      x: { title: "x", text: "784 pixels", columns: 28 },
      h1: { title: "h₁", text: "512", columns: 16, dense: e.layers[0], below: "x" },
      h2: { title: "h₂", text: "256", columns: 16, dense: e.layers[1], below: "h1" },
      mu: { title: "μ", dense: model.mean, below: "h2" },
      lv: { title: "ln σ²", dense: model.logVariance, below: "h2" },
      z: { title: "z" },
      g1: { title: "g₁", text: "256", columns: 16, dense: d.layers[0], below: "z" },
      g2: { title: "g₂", text: "512", columns: 16, dense: d.layers[1], below: "g1" },
      out: { title: "x̂", text: "784 pixels", columns: 28, dense: d.layers[2], below: "g2" },
    };
    let digit = lab.yours.pixels ? "yours" : 7, epsilon = [0, 0], unit = ["h1", 439];

    for (const [key, layer] of Object.entries(layers)) {
      if (!layer.columns) continue;
      layer.view = ui.surface({ class: "layer", tabindex: 0, role: "application", "aria-label": `${layer.title}, ${layer.text}. Arrow keys go from unit to unit.` }, (c, width, height) => {
        const rows = layer.values.length / layer.columns, cell = width / layer.columns, tall = height / rows, most = Math.max(...layer.values, 1e-9);
        c.fillStyle = color(key === "x" || key === "out" ? "digit-ink" : key[0] === "h" ? "mu" : "x");
        layer.values.forEach((v, i) => { c.globalAlpha = v / most; c.fillRect(i % layer.columns * cell, Math.floor(i / layer.columns) * tall, cell + 0.3, tall + 0.3); });
        c.globalAlpha = 1;
        const ring = (i, stroke, line) => { c.strokeStyle = stroke; c.lineWidth = line; c.strokeRect(i % layer.columns * cell - 1, Math.floor(i / layer.columns) * tall - 1, cell + 2, tall + 2); };
        if (layers[unit[0]].below === key && key !== "x") feeding().slice(0, MOST).forEach(({ i }) => ring(i, color("kl"), 2));
        if (unit[0] === key) ring(unit[1], color("z"), 3);
      });
      const rows = () => layer.values.length / layer.columns;
      ui.drag(layer.view.canvas, {
        handles: () => [],
        move(px, py) {
          const [a, b] = [px / layer.view.canvas.clientWidth * layer.columns, py / layer.view.canvas.clientHeight * rows()].map(Math.floor);
          choose(key, Math.max(0, Math.min(layer.columns - 1, a)) + layer.columns * Math.max(0, Math.min(rows() - 1, b)));
        },
        end: () => write(),
      });
      ui.keys(layer.view.canvas, (dx, dy) => {
        const i = unit[0] === key ? unit[1] : 0, to = i + Math.sign(dx) - layer.columns * Math.sign(dy);
        choose(key, to >= 0 && to < layer.values.length ? to : i);
        write();
      });
    }

    /** The inputs of the chosen unit with their weights, those that move it most first. */
    function feeding() {
      const { dense, below } = layers[unit[0]];
      if (!dense) return [];
      return Array.from(layers[below].values, (value, i) => ({ i, value, weight: dense.weight[unit[1] * dense.columns + i] })).sort((a, b) => Math.abs(b.weight * b.value) - Math.abs(a.weight * a.value));
    }

    const wires = h("div", { class: "wires" }), detail = h("div", { class: "unit" }), weights = ui.digitCanvas("The weights of this unit, blue below zero and orange above"), formula = h("p", { class: "status", role: "status" });
    const picker = lab.digitPicker(examples, digit, (key, carried) => { digit = key; flow(); if (!carried) write(); });
    const write = () => api.write({ digit, unit: unit.join("."), ...(epsilon.some(Boolean) ? { e: epsilon } : {}) });

    /** Sends the digit through the network. */
    function flow() {
      const { pixels } = lab.given(examples, digit), q = model.encode(pixels), z = q.mean.map((m, j) => m + q.sigma[j] * epsilon[j]), logits = model.logits(z);
      const now = { x: pixels, h1: e.work[0], h2: e.work[1], mu: q.mean, lv: q.logVariance, z, g1: d.work[0], g2: d.work[1], out: Float32Array.from(logits, math.sigmoid) };
      for (const [key, values] of Object.entries(now)) layers[key].values = Float32Array.from(values);
      layers.out.logits = Float32Array.from(logits);
      const wire = (key, j, quantity, name, value) => h("button", { type: "button", class: `wire q-${quantity}`, "aria-pressed": String(unit[0] === key && unit[1] === j), click: () => { choose(key, j); write(); } }, `${name}${INDEX[j]}${key === "lv" ? "²" : ""} = ${ui.number(value)}`);
      const text = (quantity, words) => h("span", { class: `q-${quantity}` }, words);
      wires.replaceChildren(...[0, 1].map(j => h("div", { class: "wirerow" },
        wire("mu", j, "mu", "μ", q.mean[j]), wire("lv", j, "sigma", "ln σ", q.logVariance[j]),
        h("span", {}, text("z", `z${INDEX[j]}`), " = ", text("mu", ui.number(q.mean[j])), " + ", text("sigma", ui.number(q.sigma[j], 3)), " × ", text("eps", ui.number(epsilon[j])), " = ", text("z", ui.number(z[j]))))));
      choose(...unit);
    }

    function choose(key, i) {
      unit = [key, i];
      const { dense, below, title, values, columns } = layers[key], name = `${title}[${i}]`;
      Object.values(layers).forEach(layer => layer.view?.request());
      wires.querySelectorAll("button").forEach((b, n) => b.setAttribute("aria-pressed", String(key === (n % 2 ? "lv" : "mu") && i === n >> 1)));
      weights.parentElement.hidden = below !== "x";
      if (!dense) {
        formula.textContent = `Pixel ${i} of x, in row ${Math.floor(i / columns)} and column ${i % columns}, is ${ui.number(values[i])}. It feeds all 512 units of h₁.`;
        detail.replaceChildren();
        return;
      }
      const inputs = feeding(), sum = inputs.reduce((total, { value, weight }) => total + value * weight, 0), bias = dense.bias[i], whole = sum + bias;
      const act = key === "out" ? `σ(${ui.number(whole)})` : dense.relu ? `max(0, ${ui.number(whole)})` : ui.number(whole);
      formula.textContent = `${name} = ${key === "out" ? "σ" : dense.relu ? "max(0, " : ""}${key === "out" ? "(" : ""}Σ w·${layers[below].title} + b${key === "out" || dense.relu ? ")" : ""}, where Σ w·${layers[below].title} = ${ui.number(sum)} and b = ${ui.number(bias)}: ${act}${key === "out" || dense.relu ? ` = ${ui.number(values[i])}` : ""}.`;
      if (below === "x") {
        const row = dense.weight.subarray(i * 784, (i + 1) * 784);
        ui.signed(weights, row, Math.max(...row.map(Math.abs)));
      }
      const most = Math.max(1e-9, ...inputs.map(({ value, weight }) => Math.abs(value * weight)));
      detail.replaceChildren(h("div", { class: "cap" }, "what moves it most: weight × input"), h("div", { class: "bars" }, ...inputs.slice(0, MOST).map(({ i: from, value, weight }) => h("div", { class: "bar" },
        h("span", {}, `${layers[below].title}[${from}]`), h("i", { class: weight * value < 0 ? "fill-x" : "fill-kl", style: `width:${100 * Math.abs(weight * value) / most}%` }), h("output", {}, ui.number(weight * value))))));
    }

    const box = key => h("div", { class: `layerbox ${layers[key].columns === 28 ? "square" : layers[key].text.startsWith("512") ? "tall" : ""}` }, h("div", { class: "cap" }, h("b", {}, layers[key].title), ` ${layers[key].text}`), layers[key].view.canvas);
    stage.replaceChildren(
      picker.element,
      h("div", { class: "layers" }, box("x"), box("h1"), box("h2"),
        h("div", { class: "layerbox middle" }, h("div", { class: "cap" }, "μ, σ, ε → ", h("b", { class: "q-z" }, "z")), wires,
          h("div", { class: "row" }, ui.button("New ε", () => { epsilon = [normal(), normal()]; flow(); write(); }), ui.button("ε = 0", () => { epsilon = [0, 0]; flow(); write(); }))),
        box("g1"), box("g2"), box("out")),
      formula, h("div", { class: "with-unit" }, h("div", {}, h("div", { class: "cap" }, "its 784 weights"), h("div", { class: "frame small-frame" }, weights)), detail));
    flow();
    return {
      draw() { picker.draw(); choose(...unit); Object.values(layers).forEach(layer => layer.view?.draw()); },
      set(state) {
        digit = lab.digitOf(state.digit, 10, digit);
        picker.set(digit);
        const [key, i] = (state.unit || "").split("."), size = layers[key]?.values?.length;
        if (size && key !== "z") unit = [key, lab.whole(i, size - 1, 0)];
        const wanted = state.e ? lab.numbers(state.e) : [];
        epsilon = wanted.length === 2 ? wanted.map(v => Math.max(-4, Math.min(4, v))) : [0, 0];
        flow();
      },
    };
  });
})(globalThis.VAELAB ??= {});
