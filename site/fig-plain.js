// Figure: a plain autoencoder beside the VAE. Codes of the same digits, and what both decode at points that one draws at random.
(function (lab) {
  "use strict";
  const { ui, math, color } = lab, { h } = ui, DRAWS = 10;

  lab.figure("plain", async (stage, api) => {
    const [stored, vae, codes] = await Promise.all([lab.load("autoencoder-plain"), lab.model("2d"), lab.codes("2d")]);
    const plain = new math.Plain(stored), points = math.readCoordinates(stored.means, stored.radius), image = new Float32Array(784);
    let seed = 1;

    const side = (key, title, model, own, radius, random, attributes) => {
      const one = { key, z: [0, 0], random, drawn: [] };
      const middles = lab.middles(own, codes.labels);
      one.plane = new lab.Plane({ label: `The plane of the ${title}. Arrow keys move z.`, radius, attributes, paint(p) {
        p.axes();
        p.dots(own, codes.labels, { alpha: 0.55 });
        if (key === "v") p.ellipse([0, 0], [[1, 0], [0, 1]], { dash: [5, 4], label: true });
        p.names(middles, null, String, one.drawn);
        one.drawn.forEach((z, i) => p.marker(z, { fill: color("eps"), radius: 5, label: String(i + 1), font: "600 11px Inter, system-ui, sans-serif" }));
        p.marker(one.z, { label: "z" });
      } });
      one.move = z => {
        one.z = z.map(v => Math.max(-radius, Math.min(radius, v)));
        ui.ink(one.out, model.decode(one.z, image));
        one.place.textContent = `z = ${ui.point(one.z)}`;
        one.plane.request();
      };
      one.out = ui.digitCanvas(`What the ${title} decodes at z`);
      one.place = h("output", { class: "place" });
      one.film = Array.from({ length: DRAWS }, () => h("canvas", { class: "digit" }));
      one.draw = () => {
        const uniform = math.random(seed), normal = math.normal(uniform);
        one.drawn = one.film.map(canvas => { const z = random(uniform, normal); ui.ink(canvas, model.decode(z, image)); return z; });
        one.move(one.z);
      };
      ui.drag(one.plane.canvas, { handles: () => [one.plane.place(one.z)], move: (px, py) => one.move(one.plane.at(px, py)), end: () => write() });
      ui.keys(one.plane.canvas, (dx, dy) => { one.move([one.z[0] + dx * radius / 80, one.z[1] + dy * radius / 80]); write(); });
      one.element = h("div", { class: "cell" }, h("div", { class: "cap" }, h("strong", {}, title), key === "a" ? ": reconstruction alone, no noise, no KL" : ": Experiment 1"), h("div", { class: "frame square" }, one.plane.canvas),
        h("div", { class: "twin" }, h("div", { class: "frame" }, one.out), one.place),
        h("div", { class: "cap gap" }, key === "a" ? "ten points drawn evenly from the square where its codes are" : "ten points drawn from its prior"),
        h("div", { class: "film", role: "img", "aria-label": `What the ${title} decodes at ten random points` }, ...one.film));
      return one;
    };
    const reach = math.reachOf(points);
    const sides = [
      side("a", "autoencoder", plain, points, 1.05 * reach, uniform => [uniform(), uniform()].map(u => (2 * u - 1) * reach)),
      side("v", "VAE", vae, codes.points, 3.6, (_, normal) => [normal(), normal()]),
    ];
    const write = () => api.write({ a: sides[0].z, v: sides[1].z, seed });
    const paint = () => sides.forEach(one => one.draw());

    stage.replaceChildren(
      h("div", { class: "pair even" }, ...sides.map(one => one.element)),
      h("div", { class: "row" }, ui.button("Ten other points", () => { seed++; paint(); write(); }, { class: "main" })));
    return {
      draw() { paint(); sides.forEach(one => one.plane.draw()); },
      set(state) {
        seed = lab.whole(state.seed, 1e6, seed);
        for (const one of sides) { const z = state[one.key] ? lab.numbers(state[one.key]) : []; if (z.length === 2) one.z = z; }
        paint();
      },
    };
  });
})(globalThis.VAELAB ??= {});
