// Figure: draw a digit, see where the encoder puts it, how far its cloud spreads, and what the decoder makes of that.
(function (lab) {
  "use strict";
  const { ui, math, color, drawing } = lab, { h } = ui;
  const SIDE = 280, PEN = 22, MODELS = { 2: "2d", 3: "3d", 10: "ten" }, FIRST = 7;

  lab.figure("draw", async (stage, api) => {
    const [examples, digits] = await Promise.all([lab.examples(), lab.load("digits")]);
    const load = async d => {
      const [model, codes] = await Promise.all([lab.model(MODELS[d]), lab.codes(MODELS[d])]), axes = math.directions(codes.points, codes.labels, d), n = codes.labels.length;
      const flat = d === 2 ? codes.points : Float32Array.from({ length: 2 * n }, (_, i) => axes[i % 2].reduce((sum, v, j) => sum + v * codes.points[d * (i >> 1) + j], 0));
      return { d, model, codes, axes, flat, middles: lab.middles(flat, codes.labels) };
    };
    let now = await load(2), wanted = 2, x = new Float32Array(784), strokes = null, shown = FIRST, q, z, free = false, numerals = false;
    const normal = math.normal(math.random(7));

    // ---- What goes in ----
    const pad = h("canvas", { class: "pad", width: SIDE, height: SIDE, tabindex: 0, role: "application", "aria-label": "Drawing pad. Arrow keys move the pen, space puts it down or lifts it, Delete clears." });
    const seen = ui.digitCanvas("The image as the encoder sees it", { class: "digit seen" });
    let cursor = [0.5, 0.2], down = false;

    function begin(point) {
      if (!strokes) {
        strokes = [];
        picks.forEach(pick => pick.setAttribute("aria-pressed", "false"));
      }
      strokes.push([point]);
    }
    function draw(point) {
      strokes.at(-1).push(point);
      x = drawing.raster(strokes);
      encode();
    }
    /** The drawing is the reader's digit in the other figures too, and it is in the address. */
    function keep() {
      const ink = drawing.write(strokes);
      lab.yours.set(strokes.length ? x : null, ink, math.nearest(now.codes.points, now.codes.labels, q.mean));
      write();
    }
    const toPad = (px, py) => [px / pad.clientWidth, py / pad.clientHeight];
    ui.drag(pad, { start: (px, py) => begin(toPad(px, py)), move: (px, py) => draw(toPad(px, py)), end: keep });
    const lift = () => { if (down) keep(); down = false; };
    ui.keys(pad, (dx, dy) => {
      cursor = [cursor[0] + dx / 28, cursor[1] - dy / 28].map(v => Math.max(0.04, Math.min(0.96, v)));
      if (down) draw(cursor);
      else paintPad();
    }, {
      " "() { if (down) lift(); else { down = true; begin(cursor); draw(cursor); } paintPad(); },
      Enter() { this[" "](); },
      Delete: clear, Backspace: clear,
    });
    pad.addEventListener("focus", () => paintPad());
    pad.addEventListener("blur", () => { lift(); paintPad(); });

    function clear() {
      down = false;
      take([]);
      keep();
    }
    /** Shows a drawing: strokes, or without them an image of its own pixels. */
    function take(list, pixels = drawing.raster(list)) {
      strokes = list;
      x = pixels;
      picks.forEach(pick => pick.setAttribute("aria-pressed", "false"));
      encode();
    }

    function paintPad() {
      const c = pad.getContext("2d"), bare = !strokes?.length;
      c.clearRect(0, 0, SIDE, SIDE);
      if (bare) {
        c.imageSmoothingEnabled = false;
        c.drawImage(ui.ink(document.createElement("canvas"), x), 0, 0, SIDE, SIDE);
      }
      c.strokeStyle = color("digit-ink");
      c.lineWidth = PEN;
      c.lineCap = c.lineJoin = "round";
      c.beginPath();
      for (const stroke of strokes || []) stroke.forEach(([px, py], i) => (i ? c.lineTo(px * SIDE + 0.01, py * SIDE) : c.moveTo(px * SIDE, py * SIDE)));
      c.stroke();
      if (document.activeElement === pad && pad.matches(":focus-visible")) {
        c.lineWidth = 3;
        c.strokeStyle = c.fillStyle = color("eps");
        c.beginPath(); c.arc(cursor[0] * SIDE, cursor[1] * SIDE, PEN / 2, 0, 7);
        down ? c.fill() : c.stroke();
      }
      seen.hidden = bare;
      ui.ink(seen, x);
    }

    function pick(index) {
      [shown, strokes, x] = [index, null, examples[index].pixels];
      picks.forEach((b, d) => b.setAttribute("aria-pressed", String(d === examples[index].label)));
      encode();
    }
    const picks = Array.from({ length: 10 }, (_, d) => h("button", {
      type: "button", class: "pick", "aria-label": `A ${d} from the test set; again for another`,
      click: () => { pick(shown % 10 === d && !strokes ? (shown + 10) % examples.length : d); write(); },
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
      const [[a], [b, c]] = spread();
      p.radius = 2.6 * Math.max(a, Math.hypot(b, c));
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
    const write = () => api.write({ ...(strokes ? (strokes.length ? { ink: drawing.write(strokes) } : {}) : { digit: shown }), ...(now.d === 2 ? {} : { d: now.d }), ...(free ? { z } : {}) });
    ui.drag(plane.canvas, { handles: () => [plane.place(flat(z))], move: (px, py) => slide(plane.at(px, py)), end: write });
    ui.keys(plane.canvas, (dx, dy) => { const at = flat(z); slide([at[0] + dx * 0.036, at[1] + dy * 0.036]); write(); }, { Escape: () => back() });
    function back() { free = false; z = q.mean; decode(); write(); }

    const sizes = ui.choice("Numbers in the code", [["2", "2"], ["3", "3"], ["10", "10"]], "2", key => choose(Number(key)).then(write));
    async function choose(d) {
      wanted = d;
      sizes.set(d);
      if (d !== now.d) {
        status.textContent = "Loading that model …";
        try {
          const next = await load(d);
          if (wanted !== d) return;
          now = next;
        } catch (error) {
          status.textContent = `That model cannot be shown: ${error.message}.`;
          return;
        }
      }
      encode();
    }

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
      const l = now.model.logits(z), image = new Float32Array(784), cost = new Float32Array(784);
      let loss = 0;
      for (let i = 0; i < 784; i++) {
        image[i] = math.sigmoid(l[i]);
        loss += cost[i] = math.pixelCrossEntropy(l[i], x[i]);
      }
      darkest = Math.max(...cost);
      ui.ink(out, image);
      ui.ink(costs, cost.map(v => v / darkest), 28, 0, "x");
      const kl = now.model.prior.klFrom(q.mean, q.logVariance), floor = math.costOf(x, x), mean = math.costOf(x, digits.meanImage);
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
      plane.request();
      lens.request();
    }

    /** What happened, in one line. */
    function say() {
      const near = math.nearest(now.codes.points, now.codes.labels, z), fewer = now.d < 10 ? " Try 10 numbers." : "";
      const what = strokes ? "Your drawing" : `This ${examples[shown].label}`, same = !strokes && examples[shown].label === near;
      status.textContent = map.value ? `The darkest pixel costs ${ui.nats(darkest)} nats.`
        : strokes && !strokes.length && !x.some(v => v) ? "The pad is empty. Draw a digit."
        : free ? `Here, among the ${near}s, the decoder draws this.`
        : same ? `${what} lands among the ${near}s.`
        : strokes ? `${what} lands among the ${near}s.${now.d < 10 ? " Is it another digit? Try 10 numbers." : ""}`
        : `${what} lands among the ${near}s, from which ${now.d} numbers do not tell it.${fewer}`;
    }

    stage.replaceChildren(
      h("div", { class: "machine" },
        h("div", { class: "cell in" }, h("div", { class: "cap" }, h("b", { class: "q-x0" }, "x"), " draw a digit here"), h("div", { class: "frame" }, pad, seen),
          h("div", { class: "row" }, ui.button("Clear", clear), ui.button("Open image", () => file.click()), file)),
        h("div", { class: "flow" }, h("span", {}, "encoder"), h("i", { "aria-hidden": "true" })),
        h("div", { class: "cell mid" }, h("div", { class: "cap" }, h("b", { class: "q-sigma" }, "q(z|x)"), " among test digits; drag ", h("b", { class: "q-z" }, "z")), h("div", { class: "frame square" }, plane.canvas, lens.canvas),
          h("div", { class: "row" }, ui.button("Sample z", () => { moveTo(q.mean.map((m, j) => m + q.sigma[j] * normal())); write(); }), ui.button("z = μ", back), ui.toggle("numerals", false, on => { numerals = on; plane.request(); }).element)),
        h("div", { class: "flow" }, h("span", {}, "decoder"), h("i", { "aria-hidden": "true" })),
        h("div", { class: "cell out" }, h("div", { class: "cap" }, h("b", { class: "q-x" }, "x̂"), " what comes back"), h("div", { class: "frame" }, out, costs), status,
          h("div", { class: "row" }, h("span", { class: "label" }, "numbers in the code"), sizes.element), h("div", { class: "row" }, map.element)),
        ui.group("Digits from the test set", "picks", picks)),
      values, bar);

    const ink = lab.yours.kept;
    if (ink) strokes = drawing.read(ink);
    x = ink ? drawing.raster(strokes) : examples[FIRST].pixels;
    z = (q = now.model.encode(x)).mean;
    if (ink) lab.yours.set(x, ink, math.nearest(now.codes.points, now.codes.labels, z));
    return {
      draw() {
        picks.forEach((b, d) => { ui.ink(b.firstChild, examples[d].pixels); b.setAttribute("aria-pressed", String(!strokes && d === examples[shown].label)); });
        paintPad();
        decode();
        plane.draw();
        lens.draw();
      },
      set(state) {
        const d = MODELS[state.d] ? Number(state.d) : 2, at = state.z ? lab.numbers(state.z) : [];
        if (state.ink) { take(drawing.read(state.ink)); lab.yours.set(x, state.ink, math.nearest(now.codes.points, now.codes.labels, q.mean)); }
        else if (state.digit !== undefined) pick(lab.whole(state.digit, examples.length - 1, FIRST));
        return choose(d).then(() => { if (at.length === d) moveTo(at); });
      },
    };
  });
})(globalThis.VAELAB ??= {});
