// Figure: draw a digit, see where the encoder puts it, how sure it is, and what the decoder makes of that.
(function (lab) {
  "use strict";
  const { ui, math, color } = lab, { h } = ui;
  const SIDE = 280, PEN = 22;

  lab.figure("draw", async (stage, api) => {
    const [model, codes, examples, results] = await Promise.all([lab.model("2d"), lab.codes("2d"), lab.examples(), lab.load("results")]);
    const meanImage = results.experiments[0].meanImage, middles = lab.middles(codes.points, codes.labels);
    const identity = [[1, 0], [0, 1]];
    let x = new Float32Array(784), q, z, free = false, zoomed = false, shown = 0, numerals = false;

    // ---- What goes in ----
    const strokes = h("canvas", { width: SIDE, height: SIDE });
    const pen = strokes.getContext("2d", { willReadFrequently: true });
    const pad = h("canvas", { class: "pad", width: SIDE, height: SIDE, tabindex: 0, role: "application", "aria-label": "Drawing pad. Arrow keys move the pen, space puts it down or lifts it, Delete clears." });
    const seen = ui.digitCanvas("The image as the encoder sees it", { class: "digit seen" });
    let drawn = false, cursor = [140, 60], down = false, last = null;

    function line(to) {
      pen.strokeStyle = "#000";
      pen.lineWidth = PEN;
      pen.lineCap = pen.lineJoin = "round";
      pen.beginPath();
      pen.moveTo(...(last || to));
      pen.lineTo(to[0] + 0.01, to[1]);
      pen.stroke();
      last = to;
    }

    function startDrawing() {
      if (drawn) return;
      drawn = true;
      pen.clearRect(0, 0, SIDE, SIDE);
      picks.forEach(pick => pick.setAttribute("aria-pressed", "false"));
    }

    const toPad = (px, py) => [px * SIDE / pad.clientWidth, py * SIDE / pad.clientHeight];
    ui.drag(pad, {
      start() { startDrawing(); last = null; },
      move(px, py) { line(toPad(px, py)); fromStrokes(); },
      end() { last = null; },
    });
    ui.keys(pad, (dx, dy) => {
      cursor = [Math.max(0, Math.min(SIDE, cursor[0] + 10 * dx)), Math.max(0, Math.min(SIDE, cursor[1] - 10 * dy))];
      if (down) { startDrawing(); line(cursor); fromStrokes(); } else paintPad();
    }, {
      " "() { down = !down; last = null; if (down) { startDrawing(); line(cursor); fromStrokes(); } else paintPad(); },
      Enter() { this[" "](); },
      Delete: clear, Backspace: clear,
    });
    pad.addEventListener("focus", () => paintPad());
    pad.addEventListener("blur", () => { down = false; paintPad(); });

    /** As MNIST was made: the ink in a box of 20 × 20, its centre of mass in the middle of 28 × 28. */
    function fromStrokes() {
      const raw = pen.getImageData(0, 0, SIDE, SIDE).data;
      let [left, top, right, bottom] = [SIDE, SIDE, -1, -1];
      for (let i = 0; i < SIDE * SIDE; i++) {
        if (raw[4 * i + 3] < 20) continue;
        left = Math.min(left, i % SIDE); right = Math.max(right, i % SIDE);
        top = Math.min(top, Math.floor(i / SIDE)); bottom = Math.max(bottom, Math.floor(i / SIDE));
      }
      x = new Float32Array(784);
      if (right >= 0) {
        const scale = 20 / Math.max(right - left + 1, bottom - top + 1);
        let [mx, my, mass] = [0, 0, 0];
        for (let i = 0; i < SIDE * SIDE; i++) {
          const a = raw[4 * i + 3];
          mass += a; mx += a * (i % SIDE); my += a * Math.floor(i / SIDE);
        }
        const small = h("canvas", { width: 28, height: 28 }).getContext("2d", { willReadFrequently: true });
        small.imageSmoothingQuality = "high";
        small.setTransform(scale, 0, 0, scale, 14 - (mx / mass + 0.5) * scale, 14 - (my / mass + 0.5) * scale);
        small.drawImage(strokes, 0, 0);
        const data = small.getImageData(0, 0, 28, 28).data;
        for (let i = 0; i < 784; i++) x[i] = data[4 * i + 3] / 255;
      }
      paintPad();
      encode();
    }

    function clear() {
      startDrawing();
      pen.clearRect(0, 0, SIDE, SIDE);
      drawn = true;
      fromStrokes();
      status.textContent = "The pad is empty. Draw a digit.";
    }

    function paintPad() {
      const c = pad.getContext("2d");
      c.clearRect(0, 0, SIDE, SIDE);
      if (drawn) {
        c.drawImage(strokes, 0, 0);
        c.globalCompositeOperation = "source-in";
        c.fillStyle = color("digit-ink");
        c.fillRect(0, 0, SIDE, SIDE);
        c.globalCompositeOperation = "source-over";
      } else {
        c.imageSmoothingEnabled = false;
        c.drawImage(ui.ink(document.createElement("canvas"), x), 0, 0, SIDE, SIDE);
      }
      if (document.activeElement === pad && pad.matches(":focus-visible")) {
        c.lineWidth = 3;
        c.strokeStyle = c.fillStyle = color("eps");
        c.beginPath(); c.arc(...cursor, PEN / 2, 0, 7);
        down ? c.fill() : c.stroke();
      }
      seen.hidden = !drawn;
      ui.ink(seen, x);
    }

    function take(i) {
      shown = i;
      drawn = false;
      x = examples[i].pixels;
      picks.forEach((b, d) => b.setAttribute("aria-pressed", String(d === examples[i].label)));
    }

    function pick(i, say = true) {
      take(i);
      paintPad();
      encode();
      if (say) api.write({ digit: i });
    }

    const picks = Array.from({ length: 10 }, (_, d) => {
      const canvas = h("canvas", { class: "digit", "aria-hidden": "true" });
      const next = () => pick(shown % 10 === d && !drawn ? (shown + 10) % examples.length : d);
      return h("button", { type: "button", class: "pick", "aria-label": `A ${d} from the test set; again for another`, click: next }, canvas);
    });

    const file = h("input", { type: "file", accept: "image/*", hidden: true, change: () => file.files[0] && open(file.files[0]) });
    async function open(image) {
      try {
        const bitmap = await createImageBitmap(image), c = h("canvas", { width: SIDE, height: SIDE }).getContext("2d", { willReadFrequently: true });
        const scale = SIDE / Math.max(bitmap.width, bitmap.height);
        c.drawImage(bitmap, (SIDE - bitmap.width * scale) / 2, (SIDE - bitmap.height * scale) / 2, bitmap.width * scale, bitmap.height * scale);
        const data = c.getImageData(0, 0, SIDE, SIDE), gray = i => (data.data[4 * i] + data.data[4 * i + 1] + data.data[4 * i + 2]) / 765;
        const border = [0, SIDE - 1, SIDE * (SIDE - 1), SIDE * SIDE - 1].reduce((sum, i) => sum + (data.data[4 * i + 3] > 128 ? gray(i) : 1), 0) / 4;
        for (let i = 0; i < SIDE * SIDE; i++) {
          const opaque = data.data[4 * i + 3] / 255, v = border > 0.5 ? (1 - gray(i)) * opaque : gray(i) * opaque;
          data.data.set([0, 0, 0, v > 0.25 ? 255 * v : 0], 4 * i);
        }
        startDrawing();
        pen.putImageData(data, 0, 0);
        fromStrokes();
      } catch {
        status.textContent = "That file is no picture the browser can read. Try a PNG or JPEG of one digit.";
      }
    }
    stage.addEventListener("dragover", event => event.preventDefault());
    stage.addEventListener("drop", event => { event.preventDefault(); if (event.dataTransfer.files[0]) open(event.dataTransfer.files[0]); });

    // ---- Between ----
    const plane = new lab.Plane({ label: "The latent plane. Arrow keys move z.", paint(p) {
      p.axes();
      p.dots(codes.points, codes.labels, { alpha: 0.55, size: zoomed ? 4 : 2, numerals });
      p.ellipse([0, 0], identity, { dash: [5, 4], label: true });
      if (!zoomed) p.names(middles);
      if (!q) return;
      const L = [[q.sigma[0], 0], [0, q.sigma[1]]];
      p.ellipse(q.mean, L, { stroke: color("sigma"), width: 2, fill: color("sigma") });
      p.marker(q.mean, { fill: color("mu"), radius: 5, label: free ? "μ" : null });
      if (free) p.marker(z, { fill: color("z"), label: "z" });
    } });
    const moveTo = (point, write = false) => {
      free = true;
      z = point.map(v => Math.max(-6, Math.min(6, v)));
      decode();
      if (write) api.write({ ...(drawn ? {} : { digit: shown }), z });
    };
    ui.drag(plane.canvas, { move: (px, py) => moveTo(plane.at(px, py)), end: () => moveTo(z, true) });
    ui.keys(plane.canvas, (dx, dy) => moveTo([z[0] + dx * plane.radius / 100, z[1] + dy * plane.radius / 100], true), { Escape: () => back() });
    function back() { free = false; z = q.mean; decode(); }
    const normal = math.normal(math.random(7));
    const zoom = ui.button("Zoom in", () => {
      zoomed = !zoomed;
      aim();
      zoom.textContent = zoomed ? "Zoom out" : "Zoom in";
      plane.request();
    });
    function aim() {
      plane.radius = zoomed ? Math.max(0.25, 6 * Math.max(...q.sigma)) : 3.6;
      plane.center = zoomed ? q.mean.slice() : [0, 0];
    }

    // ---- What comes out ----
    const out = ui.digitCanvas("What the decoder makes of z");
    const costs = ui.digitCanvas("Where the reconstruction costs most", { class: "digit costs" });
    const map = ui.toggle("Where it costs", false, on => { stage.classList.toggle("show-costs", on); });
    const values = h("div", { class: "values" }), bar = h("div", { class: "lossbar", role: "img" }), status = h("p", { class: "status", role: "status" });

    function encode() {
      q = model.encode(x);
      z = q.mean;
      free = false;
      if (zoomed) aim();
      decode();
    }

    function decode() {
      const l = model.logits(z), image = new Float32Array(784), cost = new Float32Array(784);
      let loss = 0, floor = 0;
      for (let i = 0; i < 784; i++) {
        image[i] = math.sigmoid(l[i]);
        loss += cost[i] = math.pixelCrossEntropy(l[i], x[i]);
        if (x[i] > 0 && x[i] < 1) floor -= x[i] * Math.log(x[i]) + (1 - x[i]) * Math.log(1 - x[i]);
      }
      ui.ink(out, image);
      ui.ink(costs, cost.map(v => Math.min(1, v / 2)), 28, 0, "x");
      const kl = model.prior.klFrom(q.mean, q.logVariance), part = v => Math.min(100, v / meanImage * 100 * 0.8);
      const term = (name, quantity, text) => h("div", {}, h("dt", { class: `q-${quantity}` }, name), h("dd", {}, text));
      values.replaceChildren(h("dl", {},
        term("μ", "mu", ui.point(q.mean)), term("σ", "sigma", ui.point(q.sigma)), term("z", "z", `${free ? ui.point(z) : "= μ"}`),
        term("reconstruction", "x", `${ui.nats(loss)} nats`), term("KL", "kl", `${ui.nats(kl)} nats`), term("sum", "total", `${ui.nats(loss + kl)} nats`)));
      bar.setAttribute("aria-label", `Reconstruction ${ui.nats(loss)} and KL ${ui.nats(kl)} nats. The floor of this image is ${ui.nats(floor)}, the mean image costs ${ui.nats(meanImage)} on average.`);
      bar.replaceChildren(
        h("span", { class: "fill-x", style: `width:${part(loss)}%` }), h("span", { class: "fill-kl", style: `width:${part(kl)}%` }),
        h("i", { class: "tick", style: `left:${part(floor)}%` }, h("b", {}, `floor of this image ${ui.nats(floor)}`)),
        h("i", { class: "tick right", style: `left:${part(meanImage)}%` }, h("b", {}, `mean image ${ui.nats(meanImage)}`)));
      plane.request();
    }

    stage.replaceChildren(
      h("div", { class: "machine" },
        h("div", { class: "cell in" }, h("div", { class: "cap" }, h("b", { class: "q-x0" }, "x"), " draw a digit here"), h("div", { class: "frame" }, pad, seen),
          h("div", { class: "row" }, ui.button("Clear", clear), ui.button("Open image", () => file.click()), file)),
        h("div", { class: "flow" }, h("span", {}, "encoder"), h("i", { "aria-hidden": "true" })),
        h("div", { class: "cell mid" }, h("div", { class: "cap" }, h("b", { class: "q-sigma" }, "q(z|x)"), " among 10,000 test digits; drag ", h("b", { class: "q-z" }, "z")), h("div", { class: "frame square" }, plane.canvas),
          h("div", { class: "row" }, zoom, ui.button("Sample z", () => moveTo(q.mean.map((m, j) => m + q.sigma[j] * normal()))), ui.button("z = μ", back), ui.toggle("numerals", false, on => { numerals = on; plane.request(); }).element)),
        h("div", { class: "flow" }, h("span", {}, "decoder"), h("i", { "aria-hidden": "true" })),
        h("div", { class: "cell out" }, h("div", { class: "cap" }, h("b", { class: "q-x" }, "x̂"), " what the model would draw"), h("div", { class: "frame" }, out, costs), h("div", { class: "row" }, map.element))),
      h("div", { class: "picks", role: "group", "aria-label": "Digits from the test set" }, ...picks),
      values, bar, status);

    function draw() {
      picks.forEach((b, d) => ui.ink(b.firstChild, examples[d].pixels));
      paintPad();
      decode();
      plane.draw();
    }
    take(2);
    q = model.encode(x);
    z = q.mean;
    return {
      draw,
      set(state) {
        if (state.digit !== undefined) pick(Math.max(0, Math.min(examples.length - 1, Number(state.digit) || 0)), false);
        if (state.z) moveTo(lab.numbers(state.z).slice(0, 2));
      },
    };
  });
})(globalThis.VAELAB ??= {});
