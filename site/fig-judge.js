// Figure: an adversarial autoencoder. Codes in the shape of a prior, and what the discriminator believes of every place.
(function (lab) {
  "use strict";
  const { ui, color } = lab, { h } = ui;
  const PRIORS = [["gaussian", "Gaussian", "prior-adversarial"], ["mixture", "ten Gaussians", "prior-adversarial-mixture"], ["swiss-roll", "swiss roll", "prior-adversarial-swiss-roll"]];
  const SHOWN = [["codes", "codes of images"], ["prior", "points of the prior"], ["neither", "neither"]], CELLS = 56, SOME = 200;

  /** The place of each digit's codes that has the most of them around it: a digit may have several. */
  function busiest(points, labels, near) {
    return Array.from({ length: 10 }, (_, digit) => {
      const own = [];
      for (let n = 0; n < labels.length && own.length < SOME; n++) if (labels[n] === digit) own.push([points[2 * n], points[2 * n + 1]]);
      const around = own.map(([a, b]) => own.filter(([c, d]) => Math.hypot(a - c, b - d) < near).length);
      return own[around.indexOf(Math.max(...around))];
    });
  }

  lab.figure("judge", async (stage, api) => {
    const [digits, examples] = await Promise.all([lab.load("digits"), lab.examples()]), labels = lab.readLabels(digits.labels), image = new Float32Array(784);
    const models = new Map();
    /** A model with the codes of the test images, points of its prior, and the discriminator's belief over the plane, once it is known. */
    async function load(name) {
      if (!models.has(name)) {
        const stored = await lab.load(PRIORS.find(prior => prior[0] === name)[2]), read = text => lab.math.readCoordinates(text, stored.radius), points = read(stored.means);
        models.set(name, { reach: stored.reach, model: new lab.math.Judged(stored), points, own: read(stored.drawn), names: busiest(points, labels, stored.reach / 10), beliefs: new Float32Array(CELLS * CELLS), known: null });
      }
      return models.get(name);
    }
    /** Beliefs in the middles of squares, row by row from the top, a few between two frames. */
    const believe = now => now.known ??= new Promise(done => {
      const at = i => (2 * (i + 0.5) / CELLS - 1) * now.reach;
      let n = 0;
      ui.inSlices(() => {
        now.beliefs[n] = now.model.belief([at(n % CELLS), -at(Math.floor(n / CELLS))]);
        return ++n < CELLS * CELLS;
      }, () => { now.whole = true; done(); });
    });

    let now = await load("gaussian"), wanted = "gaussian", z = [0, 0], digit = 0, shown = "codes", backdrop = null;

    const plane = new lab.Plane({ label: "The latent plane as the discriminator sees it. Arrow keys move the point.", radius: now.reach, paint(p) {
      if (backdrop) p.backdrop(backdrop, now.reach);
      p.axes();
      if (shown === "codes") { p.dots(now.points, labels, { alpha: 0.6 }); p.names(now.names); }
      if (shown === "prior") {
        const c = p.context;
        c.fillStyle = color("prior");
        c.globalAlpha = 0.55;
        for (let i = 0; i < now.own.length; i += 2) c.fillRect(p.x(now.own[i]) - 1, p.y(now.own[i + 1]) - 1, 2, 2);
        c.globalAlpha = 1;
      }
      p.marker(z, { radius: 8, label: "z" });
    } });
    /** Orange where it believes in a code, blue where it believes in the prior, nothing where it cannot tell. */
    function tint() {
      backdrop = null;
      if (!now.whole) return;
      backdrop = Object.assign(document.createElement("canvas"), { width: CELLS, height: CELLS });
      const pixels = new ImageData(CELLS, CELLS), code = ui.rgb(color("kl")), prior = ui.rgb(color("x"));
      now.beliefs.forEach((d, n) => pixels.data.set([...(d < 0.5 ? code : prior), 100 * Math.abs(2 * d - 1)], 4 * n));
      backdrop.getContext("2d").putImageData(pixels, 0, 0);
    }
    const which = ui.choice("Prior", PRIORS.map(([key, text]) => [key, text]), wanted, key => { take(key); write(); });
    const points = ui.choice("Points", SHOWN, shown, key => { show(key); write(); });
    const decoded = ui.digitCanvas("The image of z"), given = ui.digitCanvas("The test digit whose code it is"), words = h("p", { class: "status", role: "status" });
    const from = h("div", {}, h("div", { class: "frame" }, given), h("div", { class: "cap" }, h("b", { class: "q-x" }, "x"), " given"));
    const belief = h("output", {}), bar = h("i", { style: "background:var(--x)" });
    const picker = lab.digitPicker(examples, null, label => { pick(digit !== null && digit % 10 === label ? (digit + 10) % examples.length : label); write(); }, { own: false });

    const write = () => api.write({ prior: wanted, ...(digit === null ? { z } : { digit }), ...(shown === "codes" ? {} : { show: shown }) });
    async function take(name) {
      wanted = name;
      which.set(name);
      try {
        const next = await load(name);
        if (wanted !== name) return;
        now = next;
        plane.radius = now.reach;
        if (digit === null) move(z);
        else pick(digit);
        look();
      } catch (error) {
        words.textContent = `This prior cannot be shown: ${error.message}.`;
      }
    }
    function look() {
      const mine = now;
      tint();
      plane.request();
      if (!mine.whole) believe(mine).then(() => { if (mine === now) { tint(); plane.request(); } });
    }
    function move(point) {
      [z, digit] = [point.map(v => Math.max(-now.reach, Math.min(now.reach, v))), null];
      picker.set(null);
      update();
    }
    function pick(index) {
      digit = index;
      const { index: n, label } = examples[digit];
      z = [now.points[2 * n], now.points[2 * n + 1]];
      picker.set(label);
      update();
    }
    function show(key) {
      shown = key;
      points.set(key);
      plane.request();
    }
    ui.drag(plane.canvas, { handles: () => [plane.place(z)], move: (px, py) => move(plane.at(px, py)), end: write });
    ui.keys(plane.canvas, (dx, dy) => { const step = now.reach / 72; move([z[0] + step * dx, z[1] + step * dy]); write(); });

    function update() {
      const d = now.model.belief(z);
      ui.ink(decoded, now.model.decode(z, image));
      from.hidden = digit === null;
      if (digit !== null) ui.ink(given, examples[digit].pixels);
      belief.textContent = d.toFixed(2);
      bar.style.width = `${100 * d}%`;
      const where = digit === null ? `Here, at ${ui.point(z)},` : `At the code of this ${examples[digit].label}, ${ui.point(z)},`;
      words.textContent = d < 0.25 ? `${where} the discriminator believes in a code: of the prior hardly anything is there.`
        : d > 0.75 ? `${where} the discriminator believes in the prior: too few codes are there.`
        : `${where} the discriminator cannot tell a code from a point of the prior.`;
      plane.request();
    }

    stage.replaceChildren(h("div", { class: "pair" },
      h("div", { class: "cell" }, h("div", { class: "row top-row" }, which.element), h("div", { class: "frame square" }, plane.canvas), h("div", { class: "row" }, points.element),
        h("p", { class: "keyline" }, h("span", { class: "q-x" }, "■ believes in the prior"), h("span", { class: "q-kl" }, "■ believes in a code"), h("span", {}, "□ cannot tell"))),
      h("div", { class: "cell" }, h("div", { class: "cap" }, "drag ", h("b", { class: "q-z" }, "z"), ", or take the code of a test digit; press again for another"), picker.element,
        h("div", { class: "duet gap" },
          from,
          h("div", {}, h("div", { class: "frame" }, decoded), h("div", { class: "cap" }, h("b", { class: "q-x" }, "x̂"), " at ", h("b", { class: "q-z" }, "z")))),
        h("div", { class: "bars" }, h("div", { class: "bar" }, h("span", {}, "D(z)"), bar, belief)), words)));
    pick(digit);
    return {
      draw() { picker.draw(); update(); look(); plane.draw(); },
      set(state) {
        if (SHOWN.some(([key]) => key === state.show)) show(state.show);
        if (state.digit !== undefined) pick(lab.whole(state.digit, examples.length - 1, 0));
        else if (state.z) { digit = null; z = [0, 1].map(j => lab.numbers(state.z)[j] || 0); picker.set(null); }
        take(PRIORS.some(([key]) => key === state.prior) ? state.prior : wanted);
      },
    };
  });
})(globalThis.VAELAB ??= {});
