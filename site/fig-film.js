// Figure: the training film. Codes, decoded plane and reconstructions of the real run, from its first step to its last epoch.
(function (lab) {
  "use strict";
  const { ui, math, color } = lab, { h } = ui;

  lab.figure("film", async (stage, api) => {
    const [film, results, examples, digits] = await Promise.all([lab.load("film"), lab.load("results"), lab.examples(), lab.load("digits")]);
    const labels = lab.readLabels(digits.labels).subarray(0, film.codes), { history, floor, meanImage, epochs } = results.experiments[0];
    const frames = film.frames.map(frame => ({
      ...frame,
      points: math.readCoordinates(frame.means, film.radius),
      images: math.readPixels(frame.digits),
      plane: math.readPixels(frame.grid),
    }));
    let at = frames.length - 1;

    const between = new Float32Array(frames[0].points.length);
    /** The codes at a time between two frames. */
    function points() {
      const i = Math.floor(at), t = at - i, a = frames[i].points;
      if (t === 0) return a;
      for (let n = 0; n < between.length; n++) between[n] = a[n] + t * (frames[i + 1].points[n] - a[n]);
      return between;
    }

    const plane = new lab.Plane({ label: "Where the encoder puts 1,000 test digits at this moment of the training", radius: 4, attributes: { role: "img", tabindex: null }, paint(p) {
      p.axes();
      const now = points();
      p.kept = null;
      p.dots(now, labels, { size: 3.5, alpha: 0.8 });
      p.ellipse([0, 0], [[1, 0], [0, 1]], { dash: [5, 4], label: true });
      if (at > 3) p.names(lab.middles(now, labels));
    } });
    const grid = h("canvas", { class: "digit", role: "img", "aria-label": "The plane, decoded at seven by seven points of the prior" });
    const pairs = film.digits.map((_, i) => [h("canvas", { class: "digit", role: "img", "aria-label": `Test digit ${examples[i].label}` }), h("canvas", { class: "digit", role: "img", "aria-label": `Its reconstruction, ${examples[i].label}` })]);
    const words = h("p", { class: "status", role: "status" });

    const chart = ui.surface({ class: "chart", role: "img", "aria-label": `Loss by epoch, between the mean image at ${ui.nats(meanImage)} and the floor at ${ui.nats(floor)} nats` }, (c, width, height) => {
      const axis = lab.chart.axes(c, width, height, { x: [0, epochs], y: [0, 220], xLabel: "epoch", yLabel: "nats per image" });
      lab.chart.level(axis, meanImage, "mean image");
      lab.chart.level(axis, floor, "floor of the pixels’ own gray");
      const row = values => values.map((v, i) => [i + 1, v]), end = values => axis.py(values[values.length - 1]);
      lab.chart.line(axis, row(history.train), color("total"), { width: 1.5, dash: [2, 3] });
      lab.chart.line(axis, row(history.validation), color("total"));
      lab.chart.line(axis, row(history.reconstruction), color("x"));
      lab.chart.line(axis, row(history.kl), color("kl"));
      lab.chart.word(axis, "loss (dotted: training)", axis.px(0.45 * epochs), end(history.validation) - 13, color("total"));
      lab.chart.word(axis, "reconstruction", axis.px(0.45 * epochs), end(history.reconstruction) + 16, color("x"));
      lab.chart.word(axis, "KL", axis.px(0.45 * epochs), end(history.kl) - 11, color("kl"));
      const epoch = frames[Math.floor(at)].epoch + (at % 1) * ((frames[Math.ceil(at)] || frames[at]).epoch - frames[Math.floor(at)].epoch);
      c.strokeStyle = color("ink"); c.lineWidth = 2;
      c.beginPath(); c.moveTo(axis.px(epoch), axis.top); c.lineTo(axis.px(epoch), axis.bottom); c.stroke();
    });

    const name = frame => (frame.step === 0 ? "before the first step" : frame.epoch < 1 ? `step ${frame.step}` : `epoch ${frame.epoch}`);
    const slider = ui.slider({ label: "Moment", min: 0, max: frames.length - 1, step: 1, value: at, format: v => name(frames[v]).replace("before the first step", "start"), input: v => { stop(); go(v); write(); } });
    const play = ui.button("Play", () => (player.running ? stop() : start()), { class: "main" });
    let last = null;
    const player = ui.player(time => {
      const step = last === null ? 0 : Math.min(0.2, (time - last) / (at < 6 ? 700 : 260));
      last = time;
      go(Math.min(frames.length - 1, at + step));
      if (at >= frames.length - 1) { stop(); write(); return false; }
      return true;
    });
    function start() {
      if (at >= frames.length - 1) at = 0;
      last = null;
      player.start();
      play.textContent = "Pause";
    }
    function stop() {
      player.stop();
      at = Math.floor(at);
      play.textContent = "Play";
    }
    const write = () => api.write({ frame: Math.floor(at) });

    let painted = -1;
    function go(moment) {
      at = moment;
      const i = Math.floor(at), frame = frames[i];
      if (painted !== i) {
        painted = i;
        slider.value = i;
        pairs.forEach(([x, out], n) => { ui.ink(x, examples[n].pixels, 28, 0); ui.ink(out, frame.images, 28, 784 * n); });
        const side = film.gridSide, whole = new Float32Array((side * film.gridSteps) ** 2);
        for (let n = 0; n < film.gridSteps ** 2; n++) {
          for (let k = 0; k < side * side; k++) {
            const row = Math.floor(n / film.gridSteps) * side + Math.floor(k / side), column = (n % film.gridSteps) * side + k % side;
            whole[row * side * film.gridSteps + column] = frame.plane[n * side * side + k];
          }
        }
        ui.ink(grid, whole, side * film.gridSteps);
        words.textContent = `${name(frame)[0].toUpperCase()}${name(frame).slice(1)}: ${ui.nats(frame.test.total)} = ${ui.nats(frame.test.reconstruction)} + KL ${ui.nats(frame.test.kl)} nats on these digits.`;
      }
      plane.request();
      chart.request();
    }

    stage.replaceChildren(
      h("div", { class: "row top-row" }, play, slider.element),
      h("div", { class: "pair" },
        h("div", { class: "cell" }, h("div", { class: "frame square" }, plane.canvas)),
        h("div", { class: "cell" },
          h("div", { class: "cap" }, "the plane, decoded"), h("div", { class: "frame big" }, grid),
          h("div", { class: "cap gap" }, "digits, and below each its reconstruction"),
          h("div", { class: "film" }, ...pairs.map(([x]) => x)), h("div", { class: "film" }, ...pairs.map(([, out]) => out)), words)),
      chart.canvas);
    return {
      draw() { painted = -1; go(at); plane.draw(); chart.draw(); },
      set(state) {
        stop();
        if (state.frame !== undefined) go(lab.whole(state.frame, frames.length - 1, 0));
      },
    };
  });
})(globalThis.VAELAB ??= {});
