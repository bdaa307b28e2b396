// A run's own report: what its latent space holds and decodes to, how its loss fell. `vae report` puts it all into one file.
(function (lab) {
  "use strict";
  const { ui, math, color } = lab, { h } = ui;
  const report = globalThis.VAELAB_DATA.report, { width, height, channels, dimensions } = report, AREA = width * height, SIZE = channels * AREA, GRID = 13, SLIDERS = 8, MARKED = 40, SHORT = 2;

  // ---- The decoder, for any activation and likelihood ----

  /** 16-bit floats, little-endian, in base 64 (IEEE 754 binary16). */
  function readHalves(base64) {
    const halves = new Uint16Array(math.readBytes(base64).buffer);
    return Float32Array.from(halves, v => {
      const exponent = (v >> 10) & 31, fraction = v & 1023, sign = v & 0x8000 ? -1 : 1;
      return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
    });
  }

  const [activation, slope = 0.01] = (report.activation ?? "identity").split(":"); // for example leaky-relu:0.2
  /** The standard normal distribution Φ, to 1.2e-7 (Press et al., Numerical Recipes, 6.2). */
  function normalDistribution(v) {
    const z = Math.abs(v) * Math.SQRT1_2, t = 1 / (1 + z / 2);
    const polynomial = [0.17087277, -0.82215223, 1.48851587, -1.13520398, 0.27886807, -0.18628806, 0.09678418, 0.37409196, 1.00002368, -1.26551223].reduce((sum, c) => sum * t + c);
    const tail = t * Math.exp(polynomial - z * z) / 2;
    return v > 0 ? 1 - tail : tail;
  }
  const softplus = v => Math.max(0, v) + Math.log1p(Math.exp(-Math.abs(v)));
  const ACTIVATIONS = {
    identity: v => v, relu: v => Math.max(0, v), tanh: Math.tanh, sigmoid: math.sigmoid,
    softplus, elu: v => (v > 0 ? v : Math.expm1(v)), "leaky-relu": v => (v > 0 ? v : slope * v),
    "gelu-tanh": v => 0.5 * v * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (v + 0.044715 * v ** 3))), "gelu-erf": v => v * normalDistribution(v), silu: v => v * math.sigmoid(v),
  };
  /** The expected pixel for the decoder's output, or its two, by the name that the likelihood gives: Likelihood.PageMean. */
  const MEANS = {
    sigmoid: math.sigmoid,
    continuousBernoulli: l => (Math.abs(l) < 0.02 ? 0.5 + l / 12 : 1 / (1 - Math.exp(-l)) - 1 / l),
    clamp: v => Math.min(1, Math.max(0, v)),
    discretizedLogistic: (m, t, s = Math.exp(Math.max(t - 2, -7 - Math.LN2))) => s * (softplus(m / s) - softplus((m - 1) / s)),
  };
  const act = ACTIVATIONS[activation], mean = MEANS[report.mean];
  const read = stored => (stored ?? []).map(({ rows, columns, weight, bias }) => ({ rows, columns, weight: readHalves(weight), bias: math.readFloats(bias), relu: false, y: new Float32Array(rows) }));
  const layers = read(report.decoder), encoder = read(report.encoder);

  // For a model that sees labels: the class to decode as.
  let as = 0;

  /** Through layers with the activation after all but the last; with the class behind the input, for a model that sees labels. */
  function through(network, input) {
    let x = report.classes ? Float32Array.from([...input, ...Array.from({ length: report.classes }, (_, k) => (k === as ? 1 : 0))]) : input;
    network.forEach((layer, k) => {
      x = math.dense(layer, x, layer.y);
      if (k < network.length - 1) for (let i = 0; i < x.length; i++) x[i] = act(x[i]);
    });
    return x;
  }
  /** The image expected at a latent point, pixels in [0, 1], channel by channel. */
  const decode = z => { const y = through(layers, z); return Float32Array.from({ length: SIZE }, (_, i) => mean(y[i], y[SIZE + i])); };
  /** The mean of an image's posterior. */
  const encode = pixels => Array.from(through(encoder, pixels));

  // A single row of numbers is drawn as a curve.
  const isCurve = height === 1 && width > 1, [across, down] = isCurve ? [120, 80] : [width, height];

  function curve(context, values) {
    context.clearRect(0, 0, across, down);
    context.strokeStyle = color("digit-ink");
    context.lineWidth = 1.5;
    context.beginPath();
    values.forEach((value, i) => context.lineTo(4 + (across - 8) * i / (width - 1), down - 4 - (down - 8) * value));
    context.stroke();
  }
  function ink(canvas, pixels, offset = 0) {
    if (canvas.width !== across || canvas.height !== down) Object.assign(canvas, { width: across, height: down });
    const context = canvas.getContext("2d");
    if (isCurve) {
      curve(context, pixels.subarray(offset, offset + width));
      return canvas;
    }
    const image = new ImageData(width, height), rgb = ui.rgb(color("digit-ink"));
    for (let i = 0; i < AREA; i++) {
      const [red, green = red, blue = red] = Array.from({ length: channels }, (_, k) => 255 * pixels[offset + k * AREA + i]);
      image.data.set(report.ink ? [...rgb, red] : [red, green, blue, 255], 4 * i);
    }
    context.putImageData(image, 0, 0);
    return canvas;
  }
  const picture = (label, name = "digit") => h("canvas", { width: across, height: down, class: name, role: "img", "aria-label": label, style: `aspect-ratio:${across}/${down}` });

  // ---- The latent space: two of its axes as a plane ----

  const codes = report.codes && math.readCoordinates(report.codes, report.radius), labels = typeof report.labels === "string" ? math.readBytes(report.labels) : Int32Array.from(report.labels ?? []);
  const count = codes ? codes.length / report.dimensions : 0, digits = labels.length ? labels.map(label => label % 10) : new Uint8Array(count), classes = new Set(labels).size;
  // Few classes have marks on the plane: their names where these are short, and else numbers, whose names are below it.
  const own = [...new Set(labels)].sort((a, b) => a - b), named = classes > 1 && classes <= MARKED, className = k => report.classNames?.[k] ?? String(k);
  const keyed = named && own.some(k => className(k).length > SHORT);
  const axisName = j => `z${String(j).replace(/\d/g, d => "₀₁₂₃₄₅₆₇₈₉"[d])}`;

  if (codes) lab.figure("latent", async stage => {
    const center = report.prior.mean, covariance = report.prior.covariance, flat = dimensions === 1;
    const z = [...center];
    const active = Array.from(report.klPerDimension.keys()).sort((i, j) => report.klPerDimension[j] - report.klPerDimension[i]);
    let pair = flat ? [0, 0] : dimensions > 3 ? active.slice(0, 2) : [0, 1], points, middles, job = 0;

    const plane = new lab.Plane({ label: "The latent plane. Arrow keys move z.", paint(p) {
      const [a, b] = pair;
      p.axes([axisName(a), flat ? "" : axisName(b)]);
      p.dots(points, digits, count < 600 ? { alpha: 0.8, size: 4 } : { alpha: 0.5, size: 2.2 });
      if (!flat) p.ellipse([center[a], center[b]], math.cholesky([[covariance[a][a], covariance[a][b]], [covariance[a][b], covariance[b][b]]]), { dash: [5, 4], label: true });
      if (named) p.names(middles, null, i => (keyed ? String(own[i]) : className(own[i])));
      if (drawn) p.marker([drawn[a], flat ? 0 : drawn[b]], { fill: color("mu"), radius: 6, label: "μ" });
      p.marker([z[a], flat ? 0 : z[b]], { label: "z" });
    } });
    // A drawing of one's own: z goes to where the encoder puts it.
    let drawn = null;
    const clear = () => { pad.strokes = drawn = null; pad.paint(); plane.request(); };
    const take = () => {
      pad.paint();
      drawn = encode(lab.drawing.raster(pad.strokes));
      drawn.forEach((v, j) => { z[j] = v; });
      show();
    };
    const pad = encoder.length ? lab.pad({ label: "Drawing pad", draw: take, end: () => { if (dimensions > 2) paintGrid(); }, clear }) : null;
    const key = h("ul", { class: "classes", "aria-label": "Classes", hidden: !keyed });
    const paintKey = () => key.replaceChildren(...(keyed ? own : []).map(k => h("li", {}, h("i", { style: `background:${lab.digitColor(k % 10)}`, "aria-hidden": "true" }), h("b", {}, String(k)), ` ${className(k)}`)));
    const big = picture("The image decoded at z"), place = h("output", { class: "place" });
    const grid = h("canvas", { role: "img", "aria-label": "The plane, decoded" }), caption = h("p", { class: "status" });

    function project() {
      const noise = math.normal(math.random(1)), values = new Float32Array(2 * count);
      for (let n = 0; n < count; n++) values.set([codes[dimensions * n + pair[0]], flat ? 0.3 * noise() : codes[dimensions * n + pair[1]]], 2 * n);
      points = values;
      const middle = values => values.sort((x, y) => x - y)[values.length >> 1];
      middles = named ? own.map(k => [0, 1].map(j => middle([...labels.keys()].filter(n => labels[n] === k).map(n => points[2 * n + j])))) : [];
      plane.center = [center[pair[0]], flat ? 0 : center[pair[1]]];
      const far = Array.from(points, (v, i) => Math.abs(v - plane.center[i % 2])).sort((x, y) => x - y)[Math.floor(0.99 * points.length)];
      plane.radius = Math.max(3.2 * Math.sqrt(Math.max(...pair.map(j => covariance[j][j]))), 1.05 * far);
    }

    function move([x, y]) {
      const clamp = v => Math.max(-2 * plane.radius, Math.min(2 * plane.radius, v));
      z[pair[0]] = clamp(x);
      if (!flat) z[pair[1]] = clamp(y);
      show();
    }
    function show() {
      ink(big, decode(z));
      place.textContent = `z = ${ui.point(z.slice(0, 6)).replace(")", dimensions > 6 ? ", …)" : ")")}`;
      sliders.forEach(([j, slider]) => { slider.value = z[j]; });
      plane.request();
    }

    /** The plane through z, decoded at the prior's quantiles of its two axes, in slices of a few milliseconds. */
    function paintGrid() {
      const mine = ++job, rows = flat ? 1 : GRID, tile = document.createElement("canvas"), at = [...z];
      Object.assign(grid, { width: GRID * across, height: rows * down });
      const context = grid.getContext("2d"), quantiles = Array.from({ length: GRID }, (_, i) => math.quantile((i + 0.5) / GRID));
      let n = 0;
      ui.inSlices(() => {
        if (mine !== job) return false;
        const column = n % GRID, row = Math.floor(n / GRID);
        at[pair[0]] = center[pair[0]] + Math.sqrt(covariance[pair[0]][pair[0]]) * quantiles[column];
        if (!flat) at[pair[1]] = center[pair[1]] + Math.sqrt(covariance[pair[1]][pair[1]]) * quantiles[GRID - 1 - row];
        context.drawImage(ink(tile, decode(at)), column * across, row * down);
        return ++n < GRID * rows;
      });
      caption.textContent = flat ? "From low to high quantiles of the prior." : `${axisName(pair[0])} to the right and ${axisName(pair[1])} up, at the quantiles of the prior${dimensions > 2 ? "; the other dimensions are those of z" : ""}.`;
    }

    ui.drag(plane.canvas, { move: (px, py) => move(plane.at(px, py)), end: () => { if (dimensions > 2) paintGrid(); } });
    ui.keys(plane.canvas, (dx, dy) => move([z[pair[0]] + dx * plane.radius / 100, (flat ? 0 : z[pair[1]]) + dy * plane.radius / 100]));

    const axisChoice = k => {
      const select = h("select", { "aria-label": k ? "Axis upwards" : "Axis to the right", change: () => {
        pair = k ? [pair[0], Number(select.value)] : [Number(select.value), pair[1]];
        if (pair[0] === pair[1]) pair[1 - k] = (pair[k] + 1) % dimensions;
        selects.forEach((each, i) => { each.value = pair[i]; });
        project(); show(); paintGrid();
      } }, ...Array.from({ length: dimensions }, (_, j) => h("option", { value: j }, axisName(j))));
      return select;
    };
    const selects = dimensions > 2 ? [axisChoice(0), axisChoice(1)] : [];
    selects.forEach((select, k) => { select.value = pair[k]; });
    const sliders = dimensions > 2 ? Array.from({ length: Math.min(dimensions, SLIDERS) }, (_, j) => {
      const spread = 3 * Math.sqrt(covariance[j][j]);
      return [j, ui.slider({ label: axisName(j), min: center[j] - spread, max: center[j] + spread, step: spread / 150, value: z[j], quantity: "z", input: v => { z[j] = v; show(); paintGrid(); } })];
    }) : [];

    stage.replaceChildren(h("div", { class: "pair" },
      h("div", { class: "cell" },
        selects.length ? h("div", { class: "row top-row" }, h("label", { class: "axis" }, "right ", selects[0]), h("label", { class: "axis" }, "up ", selects[1])) : null,
        h("div", { class: "frame square" }, plane.canvas),
        key,
        report.classes ? ui.choice("Decode as", own.map(k => [k, className(k), `Decode as ${className(k)}`]), as, k => { as = Number(k); show(); paintGrid(); }).element : null,
        h("p", { class: "status" }, `Codes of ${count.toLocaleString("en")} ${report.heldOut ?? "test"} images${classes > 10 ? ", by class; colours repeat after ten" : classes > 1 ? ", by class" : ""}; dashed, the prior. Drag z.`)),
      h("div", { class: "cell" }, pad ? h("div", { class: "duet" },
        h("div", {}, h("div", { class: "cap" }, h("b", { class: "q-x" }, "x"), " draw here"), h("div", { class: "frame square" }, pad.canvas)),
        h("div", {}, h("div", { class: "cap" }, h("b", { class: "q-x" }, "x̂"), " at ", h("b", { class: "q-z" }, "z")), h("div", { class: "frame" }, big))) : h("div", { class: "frame big" }, big),
        pad ? h("div", { class: "row" }, ui.button("Clear", clear)) : null, place, ...sliders.map(([, slider]) => slider.element), h("div", { class: "frame" }, grid), caption)));
    project();
    return { draw() { paintKey(); pad?.paint(); show(); paintGrid(); plane.draw(); } };
  });

  // ---- How the loss fell ----

  lab.figure("loss", async stage => {
    const { train, validation } = report.history, epochs = train.length;
    const values = [...train.map(e => e.total), ...validation.flatMap(e => [e.total, e.reconstruction, e.kl])], lines = [["mean image", report.meanImage], ["floor", report.floor]].filter(([, nats]) => nats !== null);
    const all = [0, ...values, ...lines.map(([, nats]) => nats)], [low, top] = [Math.min(...all), Math.max(...all)];
    const chart = ui.surface({ class: "chart tall", role: "img", "aria-label": "Loss, reconstruction and KL by epoch" }, (c, w, hh) => {
      const axis = lab.chart.axes(c, w, hh, { x: [0, Math.max(1, epochs)], y: [low, top + 0.06 * (top - Math.min(0, low))], xLabel: "epoch", yLabel: "nats per image" });
      for (const [name, nats] of lines) lab.chart.level(axis, nats, name);
      const row = (list, part) => list.map((e, i) => [i + 1, e[part]]);
      lab.chart.line(axis, row(train, "total"), color("total"), { width: 1.5, dash: [2, 3] });
      for (const [part, quantity, name, below] of [["total", "total", "loss (dotted: training)", -13], ["reconstruction", "x", "reconstruction", 15], ["kl", "kl", "KL", -12]]) {
        lab.chart.line(axis, row(validation, part), color(quantity));
        const middle = Math.floor(0.45 * (epochs - 1));
        lab.chart.word(axis, name, axis.px(middle + 1) - (epochs < 3 ? 8 : 0), axis.py(validation[middle][part]) + below, color(quantity), epochs < 3 ? "right" : "left");
      }
    });
    stage.replaceChildren(epochs ? chart.canvas : h("p", { class: "status" }, "No epoch was finished."));
    return { draw: () => chart.draw() };
  });

  // ---- Images, and what comes back ----

  if (codes) lab.figure("images", async stage => {
    const { columns, originals, reconstructions } = report.images, [x, back] = [originals, reconstructions].map(math.readPixels), n = x.length / SIZE;
    const row = (pixels, start, name) => Array.from({ length: columns }, (_, i) => ink(picture(`${name} ${start + i + 1}`), pixels, (start + i) * SIZE));
    const rows = [];
    const draw = () => {
      rows.length = 0;
      for (let start = 0; start < n; start += columns) for (const [pixels, name] of [[x, "Test image"], [back, "Reconstruction"]]) rows.push(h("div", { class: "film" }, ...row(pixels, start, name)));
      stage.replaceChildren(...rows);
    };
    return { draw };
  });

  // ---- Dimensions ----

  if (codes) lab.figure("dimensions", async stage => {
    const values = report.klPerDimension, top = Math.max(0.1, ...values);
    stage.replaceChildren(h("div", { class: "bars" }, ...values.map((kl, j) => {
      const off = kl < 0.01;
      return h("div", { class: `bar${off ? " off" : ""}` }, h("span", {}, `${axisName(j)}${off ? " collapsed" : ""}`), h("i", { class: off ? null : "fill-kl", style: `width:${Math.max(0, kl) / top * 100}%` }), h("output", {}, ui.number(kl)));
    })));
    return {};
  });

  lab.report = { decode, encode, images: report.images };
  for (const id of codes ? ["latent", "loss", "images", "dimensions"] : ["loss"]) lab.show(id).catch(error => console.error(error));
  for (const media of ["(prefers-color-scheme: dark)", "print"]) matchMedia(media).addEventListener("change", () => lab.themeChanged(media === "print"));
})(globalThis.VAELAB ??= {});
