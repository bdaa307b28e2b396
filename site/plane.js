// A latent plane to scale: axes, codes by digit, the prior's rings, ellipses, points.
(function (lab) {
  "use strict";
  const { color } = lab;

  // Petroff (2021), "Accessible Color Sequences for Data Visualization", as in VaeLab's other figures.
  const PETROFF = ["#3f90da", "#ffa90e", "#bd1f01", "#94a4a2", "#832db6", "#a96b59", "#e76300", "#b9ac70", "#717581", "#92dadd"];

  /** How near names may come to one another, and where on an ellipse its own name is tried, in eighths of a turn. */
  const APART = 16, SIDES = [2, 6, 3, 1, 5, 7, 4, 0];

  const linear = v => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  const luminance = c => c.reduce((sum, v, i) => sum + [0.2126, 0.7152, 0.0722][i] * linear(v / 255), 0);
  const contrast = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);

  let shades = { paper: null, colors: [] };
  /** The colour of a digit, darkened or lightened until its contrast with the panel is 3:1 at least. */
  function digitColor(label) {
    const paper = color("panel");
    if (shades.paper !== paper) shades = { paper, colors: PETROFF.map(shade => against(lab.ui.rgb(shade), lab.ui.rgb(paper))) };
    return shades.colors[label];
  }

  function against(shade, paper) {
    const ground = luminance(paper), target = ground > 0.4 ? 0 : 255;
    let mixed = shade;
    for (let share = 0; share < 1 && contrast(luminance(mixed), ground) < 3.1; share += 0.02)
      mixed = shade.map(v => v + (target - v) * share);
    return `rgb(${mixed.map(Math.round).join(" ")})`;
  }

  /** A part of the plane on a canvas: `center` in the middle, `radius` to the nearer edge, one scale for both axes. */
  class Plane {
    constructor({ label, radius = 3.6, paint, attributes }) {
      this.center = [0, 0];
      this.radius = radius;
      this.surface = lab.ui.surface({ class: "plane", tabindex: 0, role: "application", "aria-label": label, ...attributes }, (context, width, height) => {
        [this.context, this.width, this.height] = [context, width, height];
        this.scale = Math.min(width, height) / 2 / this.radius;
        [this.taken, this.sigmas] = [[], []];
        paint(this);
        this.sigmas.forEach(sigma => this.name(sigma));
      });
      this.canvas = this.surface.canvas;
    }

    draw() { this.surface.draw(); }
    request() { this.surface.request(); }

    x(z) { return this.width / 2 + (z - this.center[0]) * this.scale; }
    y(z) { return this.height / 2 - (z - this.center[1]) * this.scale; }

    /** The latent point at a place of the canvas, in pixels of the screen. */
    at(px, py) {
      const scale = Math.min(this.canvas.clientWidth, this.canvas.clientHeight) / 2 / this.radius;
      return [this.center[0] + (px - this.canvas.clientWidth / 2) / scale, this.center[1] - (py - this.canvas.clientHeight / 2) / scale];
    }

    /** The place of a latent point: what `at` undoes. */
    place(z) {
      const scale = Math.min(this.canvas.clientWidth, this.canvas.clientHeight) / 2 / this.radius;
      return [this.canvas.clientWidth / 2 + (z[0] - this.center[0]) * scale, this.canvas.clientHeight / 2 - (z[1] - this.center[1]) * scale];
    }

    axes(names = ["z₀", "z₁"]) {
      const { context: c, width, height } = this, step = this.radius > 1.5 ? (this.radius > 20 ? 10 : this.radius > 6 ? 4 : this.radius > 5 ? 2 : 1) : this.radius > 0.6 ? 0.5 : 0.1;
      c.strokeStyle = color("rule");
      c.fillStyle = color("muted");
      c.font = "11px Inter, system-ui, sans-serif";
      c.lineWidth = 1;
      for (const axis of [0, 1]) {
        const half = (axis ? height : width) / 2 / this.scale;
        for (let k = Math.ceil((this.center[axis] - half) / step); k * step <= this.center[axis] + half; k++) {
          const v = k * step, p = Math.round(axis ? this.y(v) : this.x(v)) + 0.5;
          c.beginPath();
          if (axis) { c.moveTo(0, p); c.lineTo(width, p); } else { c.moveTo(p, 0); c.lineTo(p, height); }
          c.stroke();
          const text = lab.ui.number(v, step < 1 ? 1 : 0);
          [c.textAlign, c.textBaseline] = axis ? ["left", "middle"] : ["center", "bottom"];
          const away = axis ? p > 27 && p < height - 22 : p > 26 && p < width - 27;
          if (away) axis ? c.fillText(text, 4, p) : c.fillText(text, p, height - 3);
        }
      }
      c.font = "italic 600 13px Georgia, serif";
      c.textAlign = "right"; c.textBaseline = "bottom";
      c.fillText(names[0], width - 5, height - 3);
      c.textAlign = "left"; c.textBaseline = "top";
      c.fillText(names[1], 5, 4);
    }

    /** Codes as dots, painted once and kept. `only` shows one digit in full and the others pale; `size` in pixels. */
    dots(points, labels, { only = null, count = labels.length, size = 2, alpha = 0.75, numerals = false, pair = [0, 1], dimensions = 2 } = {}) {
      const key = [this.width, this.height, this.radius, ...this.center, only, count, size, alpha, numerals, color("panel"), ...pair].join();
      if (this.kept?.key !== key || this.kept.points !== points) {
        const ratio = this.context.getTransform().a, layer = document.createElement("canvas");
        layer.width = this.width * ratio;
        layer.height = this.height * ratio;
        const c = layer.getContext("2d");
        c.scale(ratio, ratio);
        c.font = "600 10px Inter, system-ui, sans-serif";
        c.textAlign = "center"; c.textBaseline = "middle";
        const step = numerals ? Math.ceil(count / 1500) : 1;
        for (let digit = 0; digit < 10; digit++) {
          c.fillStyle = digitColor(digit);
          c.globalAlpha = only === null ? alpha : only === digit ? 0.95 : 0.1;
          for (let n = 0; n < count; n += step) {
            if (labels[n] !== digit) continue;
            const px = this.x(points[dimensions * n + pair[0]]), py = this.y(points[dimensions * n + pair[1]]);
            if (numerals) c.fillText(String(digit), px, py);
            else c.fillRect(px - size / 2, py - size / 2, size, size);
          }
        }
        this.kept = { key, points, layer };
      }
      this.context.drawImage(this.kept.layer, 0, 0, this.width, this.height);
    }

    /** Each class's name, or else its numeral, at the middle of its codes, so that colour is not needed; beside the points `around`, not below them. */
    names(middles, only = null, name = String, around = []) {
      const c = this.context;
      c.font = "700 15px Inter, system-ui, sans-serif";
      c.textAlign = "center"; c.textBaseline = "middle";
      c.lineJoin = "round";
      const shown = middles.flatMap((z, digit) => (z && (only === null || only === digit) ? [{ text: name(digit), x: this.x(z[0]), y: this.y(z[1]) }] : []));
      spreadOut(shown, around.map(z => ({ x: this.x(z[0]), y: this.y(z[1]) })));
      this.taken.push(...shown.map(({ x, y }) => [x, y]));
      for (const { text, x, y } of shown) {
        c.lineWidth = 4;
        c.strokeStyle = color("panel");
        c.strokeText(text, x, y);
        c.fillStyle = color("ink");
        c.fillText(text, x, y);
      }
    }

    /** {m + L·e : |e| = k} for each k, by the Cholesky factor L of a covariance. */
    ellipse(mean, factor, { k = [1, 2], stroke = color("prior"), width = 1.5, dash = [], fill = null, label = null } = {}) {
      const c = this.context, at = (r, a) => [this.x(mean[0] + factor[0][0] * r * Math.cos(a)), this.y(mean[1] + factor[1][0] * r * Math.cos(a) + factor[1][1] * r * Math.sin(a))];
      c.save();
      c.strokeStyle = stroke;
      c.setLineDash(dash);
      for (const r of k) {
        const line = Array.from({ length: 73 }, (_, i) => at(r, i / 36 * Math.PI));
        c.lineWidth = lab.ui.mark(c, stroke, lab.ui.farFrom(line)) ? 2 * width : width;
        c.beginPath();
        line.forEach(place => c.lineTo(...place));
        c.closePath();
        if (fill) { c.globalAlpha = 0.14; c.fillStyle = fill; c.fill(); c.globalAlpha = 1; }
        c.stroke();
        if (label) this.sigmas.push({ text: `${r}σ`, stroke, places: SIDES.map(a => at(r, a * Math.PI / 4)) });
      }
      c.restore();
    }

    /** How far a place is from the nearest name or marker. */
    free([x, y]) { return Math.min(Infinity, ...this.taken.map(([a, b]) => Math.hypot(a - x, b - y))); }

    /** An ellipse's name, at the first of its places that lies on nothing else. */
    name({ text, stroke, places }) {
      const c = this.context, inside = places.filter(([x, y]) => x > 14 && y > 10 && x < this.width - 14 && y < this.height - 22);
      if (!inside.length) return;
      const place = inside.find(p => this.free(p) > APART) || inside.sort((a, b) => this.free(b) - this.free(a))[0];
      c.font = "11px Inter, system-ui, sans-serif";
      c.textAlign = "center"; c.textBaseline = "middle";
      c.lineWidth = 4; c.strokeStyle = color("panel"); c.lineJoin = "round";
      c.strokeText(text, ...place);
      c.fillStyle = stroke;
      c.fillText(text, ...place);
      this.taken.push(place);
    }

    /** Where a label beside a place lies on nothing else and is not cut off by the edge; where there is no such place, the one with the most room. */
    beside(px, py, radius, half) {
      const at = [[1, -1], [-1, -1], [1, 1], [-1, 1], [0, -1.6], [0, 1.6], [1.4, 0], [-1.4, 0]].flatMap(([sx, sy]) => [0, 9].map(more => [px + sx * (radius + 2 + half + more), py + sy * (9 + more), more]));
      const inside = at.sort((a, b) => a[2] - b[2]).filter(([x, y]) => x > half + 2 && x < this.width - half - 2 && y > 9 && y < this.height - 9);
      return inside.find(place => this.free(place) > APART) || inside.sort((a, b) => this.free(b) - this.free(a))[0] || at[0];
    }

    marker(z, { fill = color("z"), radius = 7, label = null, square = false, font = "italic 700 15px Georgia, serif" } = {}) {
      const c = this.context, px = this.x(z[0]), py = this.y(z[1]);
      if (lab.ui.mark(c, fill, (x, y) => Math.max(0, Math.hypot(x - px, y - py) - radius))) {
        c.globalAlpha = 0.3; c.fillStyle = fill;
        c.beginPath(); c.arc(px, py, radius + 8, 0, 7); c.fill();
        c.globalAlpha = 1;
      }
      c.beginPath();
      square ? c.rect(px - radius, py - radius, 2 * radius, 2 * radius) : c.arc(px, py, radius, 0, 7);
      c.fillStyle = fill;
      c.fill();
      c.lineWidth = 2;
      c.strokeStyle = color("panel");
      c.stroke();
      if (label) {
        c.font = font;
        c.textAlign = "center"; c.textBaseline = "middle";
        c.lineWidth = 4; c.lineJoin = "round";
        const [x, y] = this.beside(px, py, radius, c.measureText(label).width / 2);
        c.strokeText(label, x, y);
        c.fillText(label, x, y);
        this.taken.push([x, y]);
      }
      this.taken.push([px, py]);
    }

    /** Tells of points in a quantity's colour, for the pointer to find; returns whether it is lit up. */
    mark(quantity, points, radius) { return lab.ui.mark(this.context, color(quantity), (x, y) => Math.max(0, Math.min(...points.map(z => Math.hypot(x - this.x(z[0]), y - this.y(z[1])))) - radius)); }

    /** An empty ring with a name: a place to compare with. */
    ring(z, name) {
      const c = this.context;
      c.beginPath(); c.arc(this.x(z[0]), this.y(z[1]), 9, 0, 7);
      c.lineWidth = 2.5; c.setLineDash([3, 3]); c.strokeStyle = color("ink"); c.stroke(); c.setLineDash([]);
      lab.chart.word({ c }, name, this.x(z[0]) + 13, this.y(z[1]) + 12, color("ink"));
    }

    arrow(from, to, stroke, width = 2.5) {
      const c = this.context, [ax, ay, bx, by] = [this.x(from[0]), this.y(from[1]), this.x(to[0]), this.y(to[1])];
      const length = Math.hypot(bx - ax, by - ay);
      if (length < 2) return;
      const ux = (bx - ax) / length, uy = (by - ay) / length, head = Math.min(9, length * 0.6);
      c.strokeStyle = c.fillStyle = stroke;
      c.lineWidth = lab.ui.mark(c, stroke, lab.ui.farFrom([[ax, ay], [bx, by]])) ? 2 * width : width;
      c.beginPath(); c.moveTo(ax, ay); c.lineTo(bx - ux * head, by - uy * head); c.stroke();
      c.beginPath(); c.moveTo(bx, by);
      c.lineTo(bx - ux * head - uy * head * 0.5, by - uy * head + ux * head * 0.5);
      c.lineTo(bx - ux * head + uy * head * 0.5, by - uy * head - ux * head * 0.5);
      c.fill();
    }

    /** Decoded images where they belong: `tiles` are { z, canvas }, each `size` wide in the plane's unit. */
    tiles(tiles, size, alpha = 1) {
      const c = this.context, side = size * this.scale;
      c.globalAlpha = alpha;
      c.imageSmoothingEnabled = side < 56;
      for (const { z, canvas } of tiles) c.drawImage(canvas, this.x(z[0]) - side / 2, this.y(z[1]) - side / 2, side, side);
      c.globalAlpha = 1;
    }

    /** A background: a small canvas stretched over the square from −reach to reach. */
    backdrop(canvas, reach, alpha = 1) {
      const c = this.context;
      c.globalAlpha = alpha;
      c.imageSmoothingEnabled = true;
      c.drawImage(canvas, this.x(-reach), this.y(reach), 2 * reach * this.scale, 2 * reach * this.scale);
      c.globalAlpha = 1;
    }
  }

  /** Moves names that lie on one another, or on one of some `fixed` places, away from there, until they can be read. */
  function spreadOut(places, fixed = []) {
    for (let round = 0; round < 20; round++) {
      for (let i = 0; i < places.length; i++) {
        for (const place of fixed) {
          const [dx, dy] = [places[i].x - place.x || 0.1, places[i].y - place.y || 0.1], push = APART / Math.hypot(dx, dy) - 1;
          if (push > 0) { places[i].x += push * dx; places[i].y += push * dy; }
        }
        for (let j = 0; j < i; j++) {
          const [a, b] = [places[i], places[j]], [dx, dy] = [a.x - b.x || 0.1, a.y - b.y || 0.1], far = Math.hypot(dx, dy), push = (APART - far) / 2 / far;
          if (push <= 0) continue;
          a.x += push * dx; a.y += push * dy;
          b.x -= push * dx; b.y -= push * dy;
        }
      }
    }
  }

  /** The median code of each digit. */
  function middles(points, labels, dimensions = 2, pair = [0, 1], count = labels.length) {
    const median = values => values.sort((a, b) => a - b)[values.length >> 1];
    return Array.from({ length: 10 }, (_, digit) => {
      const columns = [[], []];
      for (let n = 0; n < count; n++) if (labels[n] === digit) pair.forEach((j, k) => columns[k].push(points[dimensions * n + j]));
      return columns[0].length ? columns.map(median) : null;
    });
  }

  lab.Plane = Plane;
  lab.spreadOut = spreadOut;
  lab.middles = middles;
  lab.digitColor = digitColor;
})(globalThis.VAELAB ??= {});
