// Figure: rate and distortion. Models trained alike but for β and the number of dimensions.
(function (lab) {
  "use strict";
  const { ui, math, color } = lab, { h } = ui;

  lab.figure("betas", async (stage, api) => {
    const [stored, digits, examples] = await Promise.all([lab.load("betas"), lab.load("digits"), lab.examples()]);
    const labels = lab.readLabels(digits.labels).subarray(0, stored.codes);
    const models = stored.models.map(model => ({
      ...model,
      reconstructed: math.readPixels(model.reconstructions),
      drawn: math.readPixels(model.samples),
      points: model.means ? math.readCoordinates(model.means, stored.radius) : null,
    }));
    const dimensions = [...new Set(models.map(model => model.dimensions))], of = d => models.filter(model => model.dimensions === d).sort((a, b) => a.beta - b.beta);
    let shown = models.find(model => model.dimensions === dimensions[0] && model.beta === 1);

    const all = part => models.map(model => model.test[part]), most = part => Math.max(...all(part));
    const chart = ui.surface({ class: "chart tall", role: "img", "aria-label": "Distortion against rate: a curve for each number of dimensions, falling from high β on the left to low β on the right" }, (c, width, height) => {
      const axis = lab.chart.axes(c, width, height, { x: [0, 1.22 * most("kl")], y: [0.8 * Math.min(...all("reconstruction")), 1.08 * most("reconstruction")], xLabel: "rate: KL, nats", yLabel: "distortion: reconstruction, nats" });
      const taken = [];
      /** A name of a model, unless it would lie on another: the one that is shown comes first. */
      const name = (text, x, y, style, align = "left") => {
        const half = 4 * text.length, box = [align === "left" ? x + half : x - half, y];
        if (taken.some(([a, b, size]) => Math.abs(a - box[0]) < size + half && Math.abs(b - y) < 14)) return;
        taken.push([...box, half]);
        lab.chart.word(axis, text, x, y, style, align);
      };
      const nameOf = m => name(`β = ${m.beta}`, axis.px(m.test.kl) + 11, axis.py(m.test.reconstruction) - 13, color(m.dimensions === dimensions[0] ? "mu" : "total"));
      for (const d of dimensions) {
        const row = of(d), style = color(d === dimensions[0] ? "mu" : "total");
        lab.chart.line(axis, row.map(m => [m.test.kl, m.test.reconstruction]), style);
        for (const m of row) {
          const [px, py] = [axis.px(m.test.kl), axis.py(m.test.reconstruction)];
          c.beginPath();
          d === dimensions[0] ? c.arc(px, py, m === shown ? 8 : 5, 0, 7) : c.rect(px - (m === shown ? 7 : 4.5), py - (m === shown ? 7 : 4.5), m === shown ? 14 : 9, m === shown ? 14 : 9);
          c.fillStyle = style; c.fill();
          c.lineWidth = 2; c.strokeStyle = m === shown ? color("ink") : color("panel"); c.stroke();
        }
      }
      nameOf(shown);
      for (const d of dimensions) {
        const [x, y] = [axis.px(of(d)[0].test.kl), axis.py(of(d)[0].test.reconstruction)], first = d === dimensions[0];
        name(`${d} dimensions`, first ? x + 11 : x, first ? y + 2 : y + 18, color(first ? "mu" : "total"), first ? "left" : "right");
      }
      of(shown.dimensions).forEach(m => m !== shown && nameOf(m));
      // Equal ELBO: reconstruction + KL is the same along this line.
      const total = shown.test.reconstruction + shown.test.kl;
      lab.chart.line(axis, [[0, total], [Math.min(axis.x1, total), total - Math.min(axis.x1, total)]], color("prior"), { width: 1, dash: [3, 4] });
    });

    const dimension = ui.choice("Dimensions", dimensions.map(d => [String(d), `${d} dimensions`]), String(shown.dimensions), key => { show(Number(key), shown.beta); write(); });
    const beta = ui.choice("β", of(dimensions[0]).map(m => [String(m.beta), `β = ${m.beta}`]), "1", key => { show(shown.dimensions, Number(key)); write(); });
    const row = (name, label) => {
      const canvases = Array.from({ length: 10 }, () => h("canvas", { class: "digit", "aria-hidden": "true" }));
      return { canvases, element: h("div", { class: "gridrow", role: "img", "aria-label": label }, h("span", {}, name), ...canvases) };
    };
    const originals = row("digits", "Ten test digits"), reconstructed = row("reconstructed", "Their reconstructions"), drawn = row("from the prior", "Ten images decoded at samples from the prior");
    const bars = h("div", { class: "bars" }), words = h("p", { class: "status", role: "status" });
    const plane = new lab.Plane({ label: "Codes of 1,000 test digits", attributes: { role: "img", tabindex: null }, paint(p) {
      p.axes();
      if (shown.points) p.dots(shown.points, labels, { size: 3.5, alpha: 0.8 });
      p.ellipse([0, 0], [[1, 0], [0, 1]], { dash: [5, 4], label: true });
      if (shown.points) p.names(lab.middles(shown.points, labels));
    } });
    const frame = h("div", { class: "frame square" }, plane.canvas);
    const write = () => api.write({ d: shown.dimensions, beta: shown.beta });

    function show(d, b) {
      shown = models.find(m => m.dimensions === d && m.beta === b) || shown;
      dimension.set(String(shown.dimensions));
      beta.set(String(shown.beta));
      for (let n = 0; n < 10; n++) {
        ui.ink(originals.canvases[n], examples[n].pixels);
        ui.ink(reconstructed.canvases[n], shown.reconstructed, 28, 784 * n);
        ui.ink(drawn.canvases[n], shown.drawn, 28, 784 * n);
      }
      const top = Math.max(3, ...shown.klPerDimension);
      bars.replaceChildren(...shown.klPerDimension.map((kl, j) => {
        const off = kl < 0.01;
        return h("div", { class: `bar${off ? " off" : ""}` }, h("span", {}, `z${[..."₀₁₂₃₄₅₆₇₈₉"][j]}${off ? " collapsed" : ""}`), h("i", { class: off ? null : "fill-kl", style: `width:${Math.max(0, kl) / top * 100}%` }), h("output", {}, ui.number(kl)));
      }));
      plane.radius = 3.6;
      if (shown.points) {
        const far = [...shown.points].map(Math.abs).sort((a, b) => a - b)[Math.floor(0.985 * shown.points.length)];
        plane.radius = Math.max(3.6, far);
      }
      frame.hidden = !shown.points;
      words.textContent = `β = ${shown.beta}: reconstruction ${ui.nats(shown.test.reconstruction)} + KL ${ui.nats(shown.test.kl)} = ${ui.nats(shown.test.total)} nats without β; ${shown.activeUnits} of ${shown.dimensions} dimensions in use. The dashed line joins all models of this sum.`;
      chart.request();
      plane.request();
    }

    stage.replaceChildren(
      h("div", { class: "row top-row" }, dimension.element, beta.element),
      h("div", { class: "pair" },
        h("div", { class: "cell" }, chart.canvas, words),
        h("div", { class: "cell" }, h("div", { class: "cap" }, "KL of each dimension, nats"), bars, frame)),
      h("div", { class: "gap" }, originals.element, reconstructed.element, drawn.element),
      h("p", { class: "status" }, `Each was trained for ${stored.epochs} epochs.`));
    return {
      draw() { show(shown.dimensions, shown.beta); chart.draw(); plane.draw(); },
      set(state) { show(state.d === undefined ? shown.dimensions : Number(state.d), state.beta === undefined ? shown.beta : Number(state.beta)); },
    };
  });
})(globalThis.VAELAB ??= {});
