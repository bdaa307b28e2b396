// Figure: roam the latent plane, and walk between two of its points, straight on or along the decoder's own shortest path.
(function (lab) {
  "use strict";
  const { ui, color } = lab, { h } = ui;
  const FRAMES = 9;

  lab.figure("roam", async (stage, api) => {
    const model = await lab.model("2d");
    let ends = [[-1.6, 0.4], [1.2, -0.9]], active = 0, grid = null, metric = null, path = null, background = "digits", heat = null, tiles = null, tiled = 0;

    const plane = new lab.Plane({ label: "The latent plane, decoded. Arrow keys move the point; Tab to the choice beside it picks which.", radius: 3.6, paint(p) {
      p.axes();
      if (background === "digits") { if (tiles) p.backdrop(tiles.canvas, tileReach(), 0.5); }
      else if (heat) p.backdrop(heat, grid.reach * (grid.steps) / (grid.steps - 1), 0.9);
      p.ellipse([0, 0], [[1, 0], [0, 1]], { dash: [5, 4], label: true });
      stroke(p, ends, color("x"), [7, 5]);
      if (path) stroke(p, path, color("z"), []);
      ends.forEach((z, i) => p.marker(z, { fill: color("z"), radius: i === active ? 10 : 7, label: "AB"[i], square: i === 1 }));
    } });
    function stroke(p, points, style, dash) {
      const c = p.context;
      for (const [width, paint] of [[6, color("panel")], [3, style]]) {
        c.beginPath();
        points.forEach((z, i) => (i ? c.lineTo(p.x(z[0]), p.y(z[1])) : c.moveTo(p.x(z[0]), p.y(z[1]))));
        c.setLineDash(width === 3 ? dash : []);
        c.lineWidth = width; c.strokeStyle = paint; c.lineJoin = "round";
        c.stroke();
      }
      c.setLineDash([]);
    }

    const near = (px, py) => {
      const at = plane.at(px, py), d = ends.map(z => Math.hypot(z[0] - at[0], z[1] - at[1]));
      return d[0] <= d[1] ? 0 : 1;
    };
    function move(z, settle) {
      ends[active] = z.map(v => Math.max(-3.6, Math.min(3.6, v)));
      path = null;
      update();
      if (settle) finish();
    }
    let waiting = 0;
    function finish() {
      clearTimeout(waiting);
      waiting = setTimeout(walk, 60);
      api.write({ a: ends[0], b: ends[1], ...(background === "digits" ? {} : { show: background }) });
    }
    ui.drag(plane.canvas, {
      handles: () => ends.map(z => plane.place(z)),
      start(px, py) { active = near(px, py); which.set(String(active)); },
      move: (px, py) => move(plane.at(px, py)),
      end: finish,
    });
    ui.keys(plane.canvas, (dx, dy) => move([ends[active][0] + dx * 0.04, ends[active][1] + dy * 0.04], true));
    const which = ui.choice("Point to move", [["0", "A"], ["1", "B"]], "0", key => { active = Number(key); update(); });

    const big = ui.digitCanvas("The digit decoded at the point being moved"), place = h("output", { class: "place" });
    const strip = (label, quantity) => {
      const frames = Array.from({ length: FRAMES }, () => h("canvas", { class: "digit" })), length = h("output", {});
      return { frames, length, element: h("div", { class: "strip" }, h("div", { class: `cap q-${quantity}` }, label, " ", length), h("div", { class: "film", role: "img", "aria-label": `${label}: ${FRAMES} images between A and B` }, ...frames)) };
    };
    const straight = strip("straight line", "x"), short = strip("decoder’s shortest path", "z");
    const note = h("p", { class: "status", role: "status" });

    const show = (row, points) => row.frames.forEach((canvas, i) => ui.ink(canvas, model.decode(points[Math.round(i * (points.length - 1) / (FRAMES - 1))])));
    function update() {
      ui.ink(big, model.decode(ends[active]));
      place.textContent = `${"AB"[active]} = ${ui.point(ends[active])}`;
      show(straight, lab.grid.line(...ends, 33));
      straight.length.textContent = metric ? `length ${lab.grid.pathLength(grid, metric, lab.grid.line(...ends, 33)).toFixed(1)}` : "";
      if (!path) short.length.textContent = metric ? "…" : "once the plane is decoded";
      plane.request();
    }
    function walk() {
      if (!metric) return;
      path = lab.grid.geodesic(grid, metric, ...ends);
      show(short, path);
      const [a, b] = [lab.grid.line(...ends, 33), path].map(p => lab.grid.pathLength(grid, metric, p));
      short.length.textContent = `length ${b.toFixed(1)}`;
      note.textContent = a - b < 0.02 * a ? "Here the straight line is as good as the shortest path." : `The path through the images is ${Math.round((1 - b / a) * 100)}% shorter than the straight line’s.`;
      plane.request();
    }

    const backgrounds = ui.choice("Background", [["digits", "digits"], ["speed", "how fast pictures change"]], background, key => { background = key; plane.request(); });
    const tileReach = () => grid.reach * (grid.steps + 1) / (grid.steps - 1);
    /** Every second node, on one canvas. Goes on with those that have been decoded since. */
    function paintTiles() {
      const { steps } = grid, side = (steps + 1) / 2;
      tiles ??= ui.sheet(side, side);
      for (; tiled < grid.done; tiled++) {
        const i = tiled % steps, j = Math.floor(tiled / steps);
        if (i % 2 === 0 && j % 2 === 0)
          tiles.put(i / 2, side - 1 - j / 2, Float32Array.from(grid.logits.subarray(784 * tiled, 784 * (tiled + 1)), lab.math.sigmoid));
      }
    }
    function paintHeat() {
      const side = grid.steps, image = new ImageData(side, side), rgb = ui.rgb(color("z"));
      const root = Array.from({ length: side * side }, (_, n) => Math.sqrt(Math.sqrt(Math.max(0, metric[3 * n] * metric[3 * n + 2] - metric[3 * n + 1] ** 2))));
      const top = root.slice().sort((a, b) => a - b)[Math.floor(0.98 * root.length)];
      for (let n = 0; n < root.length; n++)
        image.data.set([...rgb, 230 * Math.min(1, root[n] / top)], 4 * ((side - 1 - Math.floor(n / side)) * side + n % side));
      heat = h("canvas", { width: side, height: side });
      heat.getContext("2d").putImageData(image, 0, 0);
    }

    stage.replaceChildren(
      h("div", { class: "pair" },
        h("div", { class: "cell" }, h("div", { class: "frame square" }, plane.canvas), h("div", { class: "row" }, which.element, backgrounds.element)),
        h("div", { class: "cell" }, h("div", { class: "frame big" }, big), place, straight.element, short.element, note)));

    grid = await lab.grid.grid("2d");
    lab.grid.grid("2d", g => {
      if (g.done - tiled >= 4 * g.steps || g.done === g.steps ** 2) { paintTiles(); plane.request(); }
    });
    grid.whole.then(() => setTimeout(() => { metric = lab.grid.metric(grid); paintHeat(); update(); walk(); }, 0));
    return {
      draw() { tiled = 0; paintTiles(); if (metric) paintHeat(); update(); if (path) show(short, path); plane.draw(); },
      set(state) {
        [state.a, state.b].forEach((text, i) => {
          const z = text ? lab.numbers(text) : [];
          if (z.length === 2) ends[i] = z.map(v => Math.max(-3.6, Math.min(3.6, v)));
        });
        if (state.show) { background = state.show === "speed" ? "speed" : "digits"; backgrounds.set(background); }
        path = null;
        update();
        grid.whole.then(() => setTimeout(walk, 20));
      },
    };
  });
})(globalThis.VAELAB ??= {});
