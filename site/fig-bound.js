// Figure: the integral p(x) = ∫ p(x|z) p(z) dz by points drawn from the prior, nearly all of which miss, and by points of the encoder's cloud.
(function (lab) {
  "use strict";
  const { ui, math, color } = lab, { h } = ui, DRAWS = 500;

  lab.figure("bound", async (stage, api) => {
    const [model, codes, examples] = await Promise.all([lab.model("2d"), lab.codes("2d"), lab.examples()]), middles = lab.middles(codes.points, codes.labels);
    let digit = lab.yours.pixels ? "yours" : 0, from = "prior", seed = 1, drawn = { points: [], weights: [], job: 0 };

    const plane = new lab.Plane({ label: "The plane with the points that were drawn, larger where they count", attributes: { role: "img", tabindex: null }, paint(p) {
      const c = p.context;
      p.axes();
      p.dots(codes.points, codes.labels, { alpha: 0.25 });
      p.ellipse([0, 0], [[1, 0], [0, 1]], { dash: [5, 4], label: true });
      p.names(middles);
      const most = Math.max(...drawn.weights, 1e-9), lit = p.mark("z", drawn.points, 4);
      drawn.points.forEach((z, n) => {
        c.beginPath(); c.arc(p.x(z[0]), p.y(z[1]), 1.8 + 12 * Math.sqrt(drawn.weights[n] / most), 0, 7);
        c.globalAlpha = lit ? 1 : 0.65; c.fillStyle = color("z"); c.fill(); c.globalAlpha = 1;
      });
    } });
    const given = ui.digitCanvas("The image x"), best = ui.digitCanvas("The image of the point that counts most"), values = h("dl", { class: "costs-list wide" }), words = h("p", { class: "status", role: "status" });
    const source = ui.choice("Where z is drawn from", [["prior", "from the prior"], ["encoder", "from the encoder’s cloud"]], from, key => { from = key; go(); write(); });
    const picker = lab.digitPicker(examples, digit, (key, carried) => { digit = key; go(); if (!carried) write(); });
    const write = () => api.write({ digit, from, seed });

    function paint() {
      ui.ink(given, lab.given(examples, digit).pixels);
      if (drawn.weights.length) ui.ink(best, model.decode(drawn.points[drawn.weights.indexOf(Math.max(...drawn.weights))]));
      plane.request();
    }

    function go() {
      const { pixels: x } = lab.given(examples, digit), mine = drawn = { points: [], logs: [], weights: [] };
      const draw = math.integral(model, x, from === "encoder", seed);
      ui.ink(given, x);
      ui.inSlices(() => {
        if (mine !== drawn) return false;
        const { z, log } = draw();
        mine.points.push(z);
        mine.logs.push(log);
        return mine.points.length < DRAWS;
      }, () => {
        if (mine !== drawn) return;
        const sum = math.weigh(mine.logs);
        mine.weights = sum.weights;
        paint();
        const term = (name, quantity, text) => [h("dt", { class: `q-${quantity}` }, name), h("dd", {}, text)];
        values.replaceChildren(...term("−log p(x), estimated", "total", `${ui.nats(-sum.log)} nats`), ...term("share of the one point that counts most", "z", `${Math.round(100 * Math.max(...sum.weights))}%`), ...term("points that count (effective)", "z", `${sum.effective.toFixed(1)} of ${DRAWS}`));
        words.textContent = from === "prior" ? "Nearly all of these points decode to some other digit, and their p(x|z) is as good as zero." : "Each is drawn where the encoder looks, and weighed by p(z)/q(z|x), so that the integral is the same.";
        plane.request();
      });
    }

    stage.replaceChildren(h("div", { class: "pair" },
      h("div", { class: "cell" }, h("div", { class: "frame square" }, plane.canvas), h("div", { class: "row" }, source.element)),
      h("div", { class: "cell" }, h("div", { class: "duet" },
        h("div", {}, h("div", { class: "frame" }, given), h("div", { class: "cap" }, h("b", { class: "q-x" }, "x"))),
        h("div", {}, h("div", { class: "frame" }, best), h("div", { class: "cap" }, "decoded at the point that counts most"))),
        values, words, h("div", { class: "row" }, ui.button("Draw 500 others", () => { seed++; go(); write(); }, { class: "main" })), picker.element)));
    return {
      draw() { picker.draw(); paint(); plane.draw(); if (!drawn.points.length) go(); },
      set(state) {
        digit = lab.digitOf(state.digit, 10, digit);
        picker.set(digit);
        if (["prior", "encoder"].includes(state.from)) source.set(from = state.from);
        seed = lab.whole(state.seed, 1e6, seed);
        go();
      },
    };
  });
})(globalThis.VAELAB ??= {});
