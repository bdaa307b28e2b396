// Figure: two Gaussians of one dimension with handles, their densities, and the KL as an area.
(function (lab) {
  "use strict";
  const { ui, math, color } = lab, { h } = ui, REACH = 4, HOME = { mu: 1, sigma: 0.5 };

  lab.figure("bells", async (stage, api) => {
    let { mu, sigma } = HOME, wide = 1, tall = 1;
    const density = (x, m, s) => Math.exp(-0.5 * ((x - m) / s) ** 2) / s / Math.sqrt(2 * Math.PI), kl = () => math.gaussianKl(mu, sigma);
    const at = (px, width) => (px / width * 2 - 1) * REACH, place = (x, width) => (x / REACH + 1) / 2 * width;
    const peak = () => Math.max(0.42, 1.12 * density(mu, mu, sigma)), base = height => 0.62 * height, top = (value, height) => base(height) * (1 - value / peak());

    const view = ui.surface({ class: "chart bells", tabindex: 0, role: "application", "aria-label": "Two bells, q and p. Left and right move q’s mean, up and down its deviation." }, (c, width, height) => {
      [wide, tall] = [width, height];
      const line = (f, stroke, dash = []) => {
        const places = Array.from({ length: Math.ceil(width / 2) }, (_, i) => [2 * i, f(at(2 * i, width))]);
        c.lineWidth = ui.mark(c, stroke, ui.farFrom(places)) ? 5 : 2.5;
        c.beginPath();
        places.forEach(place => c.lineTo(...place));
        c.strokeStyle = stroke; c.setLineDash(dash); c.stroke(); c.setLineDash([]);
      };
      // The integrand q·ln(q/p): above its line it adds to the KL, below it takes away.
      const zero = 0.83 * height, integrand = math.klIntegrand(mu, sigma), most = Math.max(0.4, ...Array.from({ length: 161 }, (_, i) => Math.abs(integrand(at(i, 160))))), fall = x => zero - integrand(x) / most * 0.15 * height;
      for (const [sign, quantity] of [[1, "kl"], [-1, "x"]]) {
        c.beginPath();
        c.moveTo(0, zero);
        for (let px = 0; px <= width; px += 2) c.lineTo(px, sign > 0 ? Math.min(zero, fall(at(px, width))) : Math.max(zero, fall(at(px, width))));
        c.lineTo(width, zero);
        const reaches = (x, y) => { const edge = fall(at(x, width)); return (sign > 0 ? y <= zero && y >= edge : y >= zero && y <= edge) ? 0 : Infinity; };
        c.globalAlpha = ui.mark(c, color(quantity), reaches) ? 0.8 : 0.45; c.fillStyle = color(quantity); c.fill(); c.globalAlpha = 1;
      }
      c.strokeStyle = color("line"); c.lineWidth = 1;
      for (const y of [base(height), zero]) { c.beginPath(); c.moveTo(0, y); c.lineTo(width, y); c.stroke(); }
      c.font = "11px Inter, system-ui, sans-serif"; c.fillStyle = color("muted"); c.textAlign = "center"; c.textBaseline = "top";
      for (let x = -3; x <= 3; x++) c.fillText(ui.number(x, 0), place(x, width), base(height) + 3);
      line(x => top(density(x, 0, 1), height), color("prior"), [6, 4]);
      line(x => top(density(x, mu, sigma), height), color("sigma"));
      const word = (text, x, y, fill, align) => lab.chart.word({ c }, text, x, y, fill, align);
      word("p = N(0, 1)", place(-1.1, width) - 6, top(density(-1.1, 0, 1), height) - 8, color("prior"), "right");
      word("q · ln(q/p): its area is the KL", 8, zero + 0.11 * height, color("kl"));
      const [m, s] = handles();
      for (const [[x, y], fill, text] of [[m, "mu", "μ"], [s, "sigma", "μ + σ"]]) {
        const lit = ui.mark(c, color(fill), (px, py) => Math.max(0, Math.hypot(px - x, py - y) - 8));
        c.beginPath(); c.arc(x, y, lit ? 12 : 8, 0, 7); c.fillStyle = color(fill); c.fill(); c.lineWidth = 2; c.strokeStyle = color("panel"); c.stroke();
        word(text, x + 12, y - 8, color(fill));
      }
    });
    /** The peak of q, and the place one deviation to its right, in the canvas's own unit. */
    const handles = () => [mu, mu + sigma].map(x => [place(x, wide), top(density(x, mu, sigma), tall)]);
    const onScreen = () => handles().map(([x, y]) => [x * view.canvas.clientWidth / wide, y * view.canvas.clientHeight / tall]);
    let held = 0;
    ui.drag(view.canvas, {
      handles: onScreen,
      start(px, py) { const far = onScreen().map(([x, y]) => Math.hypot(x - px, y - py)); held = far[0] <= far[1] ? 0 : 1; },
      move(px) { const x = at(px, view.canvas.clientWidth); if (held) set(mu, x - mu); else set(x, sigma); },
      end: () => write(),
    });
    ui.keys(view.canvas, (dx, dy) => { set(mu + 0.05 * dx, sigma + 0.05 * dy); write(); });
    const sliders = {
      mu: ui.slider({ label: "μ", min: -3, max: 3, step: 0.01, value: mu, quantity: "mu", input: v => { set(v, sigma); write(); } }),
      sigma: ui.slider({ label: "σ", min: 0.1, max: 3, step: 0.01, value: sigma, quantity: "sigma", input: v => { set(mu, v); write(); } }),
    };
    const parts = h("dl", { class: "costs-list wide" });
    const write = () => api.write({ mu, sigma });

    function set(m, s) {
      [mu, sigma] = [Math.max(-3, Math.min(3, m)), Math.max(0.1, Math.min(3, s))];
      sliders.mu.value = mu;
      sliders.sigma.value = sigma;
      const term = (name, quantity, value) => [h("dt", { class: `q-${quantity}` }, name), h("dd", {}, `${ui.number(value, 3)} nats`)];
      parts.replaceChildren(...term("½ μ², for being elsewhere", "mu", mu * mu / 2), ...term("½ (σ² − 1 − ln σ²), for another width", "sigma", (sigma * sigma - 1 - 2 * Math.log(sigma)) / 2), ...term("KL(q‖p), their sum", "kl", kl()));
      view.request();
    }

    stage.replaceChildren(h("div", { class: "pair" },
      h("div", { class: "cell" }, h("div", { class: "cap" }, "drag the bell ", h("b", { class: "q-sigma" }, "q"), " by its handles"), view.canvas),
      h("div", { class: "cell" }, sliders.mu.element, sliders.sigma.element, h("div", { class: "row" }, ui.button("q = p", () => { set(0, 1); write(); }), ui.button("Reset", () => { set(HOME.mu, HOME.sigma); write(); })), parts)));
    set(mu, sigma);
    return { draw() { view.draw(); }, set(state) { set(lab.real(state.mu, -3, 3, mu), lab.real(state.sigma, 0.1, 3, sigma)); } };
  });
})(globalThis.VAELAB ??= {});
