// Figure: a conditional model. One latent point is one style; here it is in all ten classes.
(function (lab) {
  "use strict";
  const { ui, color } = lab, { h } = ui;
  const CLASSES = Array.from({ length: 10 }, (_, label) => label), REACH = 3.6, FIRST = 12;

  lab.figure("conditional", async (stage, api) => {
    const [model, codes, examples] = await Promise.all([lab.model("conditional"), lab.codes("conditional"), lab.examples()]);
    const image = new Float32Array(784), middles = lab.middles(codes.points, codes.labels), normal = lab.math.normal(lab.math.random(11));
    let z = [0, 0], digit = lab.yours.pixels ? "yours" : FIRST, only = null, q = null;

    const plane = new lab.Plane({ label: "The plane of styles. Arrow keys move the style.", radius: REACH, paint(p) {
      p.axes();
      p.dots(codes.points, codes.labels, { alpha: 0.5, only });
      p.ellipse(model.prior.mean, model.prior.factor, { dash: [5, 4], label: true });
      p.names(middles, only);
      if (q) p.ellipse(q.mean, [[q.sigma[0], 0], [0, q.sigma[1]]], { stroke: color("sigma"), width: 2, fill: color("sigma") });
      p.marker(z, { fill: color(q ? "mu" : "z"), radius: 8, label: q ? "μ" : "z" });
    } });
    const sheet = CLASSES.map(label => {
      const canvas = ui.digitCanvas(`The style as a ${label}`);
      return { canvas, element: h("button", { type: "button", class: "tile", "aria-label": `As a ${label}`, "aria-pressed": "false", click: () => { highlight(only === label ? null : label); write(); } }, canvas, h("span", {}, String(label))) };
    });
    const original = ui.digitCanvas("The digit whose style it is"), given = h("div", { class: "frame small-frame" }, original), words = h("p", { class: "status", role: "status" });
    const picker = lab.digitPicker(examples, null, (key, carried) => {
      pick(key !== "yours" && digit !== null && digit !== "yours" && digit % 10 === key ? (digit + 10) % examples.length : key);
      if (!carried) write();
    });

    const write = () => api.write({ ...(digit === null ? { z } : { digit }), ...(only === null ? {} : { class: only }) });
    function move(point) {
      [z, digit, q] = [point.map(v => Math.max(-REACH, Math.min(REACH, v))), null, null];
      picker.set(null);
      update();
    }
    function pick(index) {
      digit = index;
      const { pixels, label } = lab.given(examples, digit);
      q = model.encode(pixels, label);
      z = q.mean;
      picker.set(digit === "yours" ? digit : label);
      update();
    }
    function highlight(label) {
      only = label;
      sheet.forEach((tile, i) => tile.element.setAttribute("aria-pressed", String(i === only)));
      update();
    }
    ui.drag(plane.canvas, { handles: () => [plane.place(z)], move: (px, py) => move(plane.at(px, py)), end: write });
    ui.keys(plane.canvas, (dx, dy) => { move([z[0] + 0.05 * dx, z[1] + 0.05 * dy]); write(); });

    function update() {
      sheet.forEach((tile, label) => ui.ink(tile.canvas, model.decode(z, image, label)));
      const { pixels, label } = digit === null ? {} : lab.given(examples, digit);
      given.hidden = digit === null;
      if (digit !== null) ui.ink(original, pixels);
      const style = digit === null ? `One style, z = ${ui.point(z)}.` : `The style of ${digit === "yours" ? "your drawing" : `a ${label}`}, encoded as a ${label}: μ = ${ui.point(z)}.`;
      words.textContent = only === null ? style : `The codes of the ${only}s are all over the plane, like those of any class. ${style}`;
      plane.request();
    }

    stage.replaceChildren(h("div", { class: "pair" },
      h("div", { class: "cell" }, h("div", { class: "cap" }, "codes of 10,000 test digits, each told its class; drag ", h("b", { class: "q-z" }, "z")), h("div", { class: "frame square" }, plane.canvas),
        h("div", { class: "row" }, ui.button("A style from the prior", () => { move([normal(), normal()]); write(); }))),
      h("div", { class: "cell" }, h("div", { class: "cap" }, h("b", { class: "q-x" }, "x̂"), " the same style in every class; press one to find its codes"),
        ui.group("The style in every class", "sheet", sheet.map(tile => tile.element)), words,
        h("div", { class: "cap gap" }, "or take the style of a test digit; press again for another"),
        h("div", { class: "with-digit" }, given, picker.element))));
    pick(digit);
    return {
      draw() { picker.draw(); update(); plane.draw(); },
      set(state) {
        const wanted = CLASSES.find(label => String(label) === state.class);
        if (state.digit !== undefined) pick(lab.digitOf(state.digit, examples.length, FIRST));
        else if (state.z) move([0, 1].map(j => lab.numbers(state.z)[j] || 0));
        highlight(wanted ?? null);
      },
    };
  });
})(globalThis.VAELAB ??= {});
