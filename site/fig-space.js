// Figure: three latent dimensions. A cloud to turn, a slice of it decoded, and its three projections.
(function (lab) {
  "use strict";
  const { ui, math, color } = lab, { h } = ui;
  const REACH = 3.2, STEPS = 11, NAMES = ["z₀", "z₁", "z₂"], PAIRS = [[0, 1], [0, 2], [1, 2]];

  lab.figure("space", async (stage, api) => {
    const [model, codes] = await Promise.all([lab.model("3d"), lab.codes("3d")]);
    const { points, labels } = codes, middles = lab.middles(points, labels, 3, [0, 1]).map((m, d) => [...m, lab.middles(points, labels, 3, [0, 2])[d][1]]);
    let yaw = -0.6, pitch = 0.35, axis = 2, at = 0, slab = false;

    // ---- The space: parallel projection, one scale for all axes ----
    const view = ui.surface({ class: "space", tabindex: 0, role: "application", "aria-label": "Codes in three dimensions. Arrow keys turn them; Page Up and Page Down move the slice." }, paint);
    function project([x, y, z]) {
      const a = Math.cos(yaw) * x - Math.sin(yaw) * y, b = Math.sin(yaw) * x + Math.cos(yaw) * y;
      return [a, Math.cos(pitch) * z + Math.sin(pitch) * b, Math.cos(pitch) * b - Math.sin(pitch) * z];
    }
    function paint(c, width, height) {
      const scale = Math.min(width, height) / 2 / 4.9, X = p => width / 2 + p[0] * scale, Y = p => height / 2 - p[1] * scale;
      const stroke = (path, style, line, dash = []) => {
        c.beginPath();
        path.map(project).forEach((p, i) => (i ? c.lineTo(X(p), Y(p)) : c.moveTo(X(p), Y(p))));
        c.strokeStyle = style; c.lineWidth = line; c.setLineDash(dash); c.stroke(); c.setLineDash([]);
      };
      const corner = (i, j, k) => [i, j, k].map(v => v * REACH);
      for (const [a, b] of [[-1, -1], [-1, 1], [1, -1], [1, 1]]) {
        stroke([corner(-1, a, b), corner(1, a, b)], color("rule"), 1);
        stroke([corner(a, -1, b), corner(a, 1, b)], color("rule"), 1);
        stroke([corner(a, b, -1), corner(a, b, 1)], color("rule"), 1);
      }

      // Far codes first: sorted into layers by depth, digit by digit within each.
      const layers = Array.from({ length: 14 }, () => Array.from({ length: 10 }, () => []));
      for (let n = 0; n < labels.length; n++) {
        if (slab && Math.abs(points[3 * n + axis] - at) > 0.35) continue;
        const p = project([points[3 * n], points[3 * n + 1], points[3 * n + 2]]);
        layers[Math.max(0, Math.min(13, Math.floor((5 - p[2]) / 10 * 14)))][labels[n]].push(X(p), Y(p));
      }
      const plane = () => {
        const [a, b] = [0, 1, 2].filter(j => j !== axis), square = [[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]].map(([u, v]) => { const z = [0, 0, 0]; z[a] = u * REACH; z[b] = v * REACH; z[axis] = at; return z; });
        c.beginPath();
        square.map(project).forEach((p, i) => (i ? c.lineTo(X(p), Y(p)) : c.moveTo(X(p), Y(p))));
        c.globalAlpha = 0.13; c.fillStyle = color("z"); c.fill(); c.globalAlpha = 1;
        stroke(square, color("z"), 2);
      };
      layers.forEach((digits, depth) => {
        if (depth === 7) plane();
        c.globalAlpha = 0.35 + 0.5 * depth / 13;
        const size = 1.4 + depth / 13;
        digits.forEach((places, digit) => {
          c.fillStyle = lab.digitColor(digit);
          for (let i = 0; i < places.length; i += 2) c.fillRect(places[i], places[i + 1], size, size);
        });
      });
      c.globalAlpha = 1;
      const text = (words, [x, y], font, fill) => {
        c.font = font; c.textAlign = "center"; c.textBaseline = "middle"; c.lineWidth = 4; c.lineJoin = "round"; c.strokeStyle = color("panel");
        c.strokeText(words, x, y); c.fillStyle = fill; c.fillText(words, x, y);
      };
      const place = z => { const p = project(z); return [X(p), Y(p)]; };
      NAMES.forEach((name, j) => {
        const end = [0, 0, 0], far = [0, 0, 0];
        end[j] = REACH; far[j] = REACH + 0.45;
        stroke([[0, 0, 0], end], color("prior"), 2);
        text(name, place(far), "italic 600 15px Georgia, serif", color("ink"));
      });
      const places = middles.map(z => { const [x, y] = place(z); return { x, y }; });
      lab.spreadOut(places);
      places.forEach(({ x, y }, digit) => text(String(digit), [x, y], "700 15px Inter, system-ui, sans-serif", color("ink")));
    }
    let from = null;
    ui.drag(view.canvas, {
      start(px, py) { from = [px, py, yaw, pitch]; stop(); },
      move(px, py) { if (from) turn(from[2] + (px - from[0]) / 130, from[3] + (py - from[1]) / 130); },
      end: write,
    });
    ui.keys(view.canvas, (dx, dy) => { stop(); turn(yaw + 0.06 * dx, pitch - 0.06 * dy); write(); }, { PageUp: () => slice(axis, at + 0.25, true), PageDown: () => slice(axis, at - 0.25, true) });
    function turn(y, p) {
      [yaw, pitch] = [y, Math.max(-Math.PI / 2, Math.min(Math.PI / 2, p))];
      view.request();
    }
    const spin = ui.button("Turn", () => (player.running ? stop() : (player.start(), spin.textContent = "Stop")));
    const player = ui.player(() => { turn(yaw + 0.008, pitch); return true; });
    function stop() { player.stop(); spin.textContent = "Turn"; }

    // ---- The slice ----
    const decoded = ui.sheet(STEPS, STEPS, { role: "img", "aria-label": "The slice, decoded" });
    const across = h("span", {}), which = ui.choice("Axis that the slice is square to", NAMES.map((name, j) => [String(j), name]), String(axis), key => slice(Number(key), at, true));
    const slider = ui.slider({ label: "at", min: -3, max: 3, step: 0.05, value: at, quantity: "z", input: v => slice(axis, v, true) });
    let job = 0;
    function decode() {
      const mine = ++job, [a, b] = [0, 1, 2].filter(j => j !== axis), plain = new Float32Array(784);
      let n = 0;
      ui.inSlices(() => {
        if (mine !== job) return false;
        const z = [0, 0, 0], column = n % STEPS, row = Math.floor(n / STEPS);
        z[axis] = at; z[a] = -2.5 + 5 * column / (STEPS - 1); z[b] = 2.5 - 5 * row / (STEPS - 1);
        decoded.put(column, row, model.decode(z, plain));
        return ++n < STEPS * STEPS;
      });
      across.textContent = `the slice ${NAMES[axis]} = ${ui.number(at)}, decoded: ${NAMES[a]} to the right, ${NAMES[b]} up, both from −2.5 to 2.5`;
    }
    function slice(newAxis, value, say) {
      axis = lab.whole(newAxis, 2, 0);
      at = lab.real(value, -3, 3, 0);
      which.set(String(axis));
      slider.value = at;
      decode();
      view.request();
      projections.forEach(p => p.request());
      if (say) write();
    }
    function write() { api.write({ axis, at, yaw, pitch }); }

    // ---- Projections, and what each axis does ----
    const projections = PAIRS.map(pair => new lab.Plane({ label: `Codes projected to ${NAMES[pair[0]]} and ${NAMES[pair[1]]}`, attributes: { role: "img", tabindex: null }, paint(p) {
      p.axes(pair.map(j => NAMES[j]));
      p.dots(points, labels, { pair, dimensions: 3, size: 1.6, alpha: 0.55 });
      p.ellipse([0, 0], [[1, 0], [0, 1]], { dash: [5, 4], label: true });
      p.names(lab.middles(points, labels, 3, pair));
      if (!pair.includes(axis)) return;
      const c = p.context;
      c.strokeStyle = color("z"); c.lineWidth = 2;
      c.beginPath();
      if (pair[0] === axis) { c.moveTo(p.x(at), 0); c.lineTo(p.x(at), p.height); } else { c.moveTo(0, p.y(at)); c.lineTo(p.width, p.y(at)); }
      c.stroke();
    } }));
    const cell = (value, text) => h("td", {}, h("span", { class: "meter", style: `--share:${value * 100}%` }), text);
    const most = values => Math.max(...values), measures = h("table", { class: "measures" }, h("caption", {}, "Three measures of what an axis does, on the 10,000 test digits"),
      h("thead", {}, h("tr", {}, ...["axis", "share of the variance of μ", "KL, nats", "loss when permuted, nats more"].map(t => h("th", { scope: "col" }, t)))),
      h("tbody", {}, ...NAMES.map((name, j) => h("tr", {}, h("th", { scope: "row" }, name),
        cell(codes.varianceShare[j] / most(codes.varianceShare), `${(100 * codes.varianceShare[j]).toFixed(0)}%`),
        cell(codes.klPerDimension[j] / most(codes.klPerDimension), codes.klPerDimension[j].toFixed(2)),
        cell(codes.permutationRise[j] / most(codes.permutationRise), codes.permutationRise[j].toFixed(0))))));

    stage.replaceChildren(
      h("div", { class: "pair" },
        h("div", { class: "cell" }, h("div", { class: "frame square" }, view.canvas), h("div", { class: "row" }, spin, ui.toggle("only codes near the slice", false, on => { slab = on; view.request(); }).element)),
        h("div", { class: "cell" }, h("div", { class: "row top-row" }, which.element), slider.element, h("div", { class: "frame" }, decoded.canvas), h("p", { class: "status" }, across))),
      h("div", { class: "triple gap" }, ...projections.map(p => h("div", { class: "frame square" }, p.canvas))),
      h("div", { class: "tablewrap", tabindex: 0, role: "region", "aria-label": "Measures of the axes" }, measures));
    slice(axis, at);
    return {
      draw() { decode(); view.draw(); projections.forEach(p => p.draw()); },
      set(state) {
        stop();
        turn(lab.real(state.yaw, -9, 9, yaw), lab.real(state.pitch, -9, 9, pitch));
        slice(state.axis ?? axis, state.at ?? at);
      },
    };
  });
})(globalThis.VAELAB ??= {});
