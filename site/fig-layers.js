// Figure: a hierarchical model. Keep the noise of all layers but one, draw that one anew, and see what it decides.
(function (lab) {
  "use strict";
  const { ui } = lab, { h } = ui;
  const DRAWS = 6, BELOW = "₁₂₃₄₅₆₇₈₉";

  lab.figure("layers", async (stage, api) => {
    const [stored, examples] = await Promise.all([lab.load("layers-hierarchical"), lab.examples()]);
    const model = new lab.math.Hierarchy(stored), { dimensions } = model, layers = dimensions.map((_, l) => l).reverse(), image = new Float32Array(784);
    const kept = lab.math.readFloats(stored.examples), length = dimensions.reduce((sum, d) => sum + d, 0), normal = lab.math.normal(lab.math.random(3));
    const fresh = () => dimensions.map(d => Array.from({ length: d }, normal));
    let others = Array.from({ length: DRAWS }, fresh), digit = 3, noise = [], far = 1;

    const base = ui.digitCanvas("The image of all layers"), given = ui.digitCanvas("The test digit"), words = h("p", { class: "status", role: "status" });
    const from = h("div", {}, h("div", { class: "frame" }, given), h("div", { class: "cap" }, h("b", { class: "q-x" }, "x"), " given"));
    const rows = layers.map(l => Array.from({ length: DRAWS }, (_, n) => {
      const canvas = ui.digitCanvas(`Layer ${l + 1} drawn anew, ${n + 1}`);
      return { canvas, element: h("button", { type: "button", class: "tile", "aria-label": `Go on with draw ${n + 1} of layer ${l + 1}`, click: () => { accept(l, n); write(); } }, canvas) };
    }));
    const picker = lab.digitPicker(examples, digit, label => { take(digit !== null && digit % 10 === label ? (digit + 10) % examples.length : label); write(); }, { own: false });
    const slider = ui.slider({ label: "how far", min: 0.1, max: 1, step: 0.05, value: far, quantity: "eps", input: v => { far = v; update(); write(); } });

    const write = () => api.write({ ...(digit === null ? { e: noise.flat() } : { digit }), ...(far < 1 ? { far } : {}) });
    /** This layer's noise, mixed with new one so that it stays standard normal: √(1−f²)·ε + f·ε′. */
    const anew = (l, n) => noise.map((e, k) => (k === l ? e.map((v, j) => Math.sqrt(1 - far * far) * v + far * others[n][k][j]) : e));
    function take(index) {
      digit = index;
      noise = model.noiseOf(model.split(kept.subarray(digit * length, (digit + 1) * length)));
      picker.set(examples[digit].label);
      update(`All layers of a ${examples[digit].label}, in the middle of their posteriors.`);
    }
    function invent(next, what) {
      [digit, noise] = [null, next];
      picker.set(null);
      update(what);
    }
    function accept(l, n) {
      invent(anew(l, n), `Layer ${l + 1} is another; the noise of the others is what it was.`);
    }

    function update(what) {
      ui.ink(base, model.decode(model.draw(noise), image));
      from.hidden = digit === null;
      if (digit !== null) ui.ink(given, examples[digit].pixels);
      rows.forEach((row, k) => row.forEach(({ canvas }, n) => ui.ink(canvas, model.decode(model.draw(anew(layers[k], n)), image))));
      if (what) words.textContent = what;
    }

    stage.replaceChildren(h("div", { class: "pair" },
      h("div", { class: "cell" }, h("div", { class: "cap" }, "begin with a test digit; press again for another"), picker.element,
        h("div", { class: "row" }, ui.button("A new digit", () => { invent(fresh(), "All layers drawn from their priors, from the top down."); write(); })),
        h("div", { class: "duet gap" },
          from,
          h("div", {}, h("div", { class: "frame" }, base), h("div", { class: "cap" }, h("b", { class: "q-x" }, "x̂"), " of its layers"))),
        words),
      h("div", { class: "cell" },
        ...layers.flatMap((l, k) => [
          h("div", { class: `cap${k ? " gap" : ""}` }, h("b", { class: "q-z" }, `z${BELOW[l]}`), `, ${dimensions[l]} numbers, drawn anew; the noise of the others kept`),
          ui.group(`Layer ${l + 1} drawn anew`, "sheet six", rows[k].map(tile => tile.element))]),
        h("div", { class: "gap" }, slider.element),
        h("div", { class: "row" }, ui.button("Draw others", () => { others = Array.from({ length: DRAWS }, fresh); update("Six other draws of each layer."); })))));
    take(digit);
    return {
      draw() { picker.draw(); update(); },
      set(state) {
        if (state.far !== undefined) slider.value = far = lab.real(state.far, 0.1, 1, 1);
        const wanted = state.e ? lab.numbers(state.e) : [];
        if (state.digit !== undefined) take(lab.whole(state.digit, examples.length - 1, 0));
        else if (wanted.length === length) invent(model.split(wanted), "The digit of this address.");
        else update();
      },
    };
  });
})(globalThis.VAELAB ??= {});
