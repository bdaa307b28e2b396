// A drawing as the encoder sees it: pen strokes made into 28 × 28 pixels as MNIST's digits were.
(function (lab) {
  "use strict";
  const { squaredDistance } = lab.math, SIDE = 28, BOX = 20, CENTER = 14, PEN = 1.4, LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", STEPS = 4095;

  /** Where the ink's mass is, in pixels counted from 0; null without ink. */
  function centerOfMass(pixels, side = SIDE) {
    let [mass, x, y] = [0, 0, 0];
    pixels.forEach((v, i) => { mass += v; x += v * (i % side); y += v * Math.floor(i / side); });
    return mass ? [x / mass, y / mass] : null;
  }

  /** Moves what `paint(shift)` paints until its centre of mass is where MNIST has it. */
  function centered(paint) {
    let shift = [0, 0], pixels = paint(shift);
    for (let round = 0; round < 4; round++) {
      const center = centerOfMass(pixels);
      if (!center) break;
      shift = shift.map((v, j) => v + CENTER - center[j]);
      pixels = paint(shift);
    }
    return pixels;
  }

  /**
   * Pixels in [0, 1] of strokes, each a list of points [x, y]. As in MNIST the digit fills a box of 20 × 20 with its aspect kept, its
   * edges are anti-aliased, and its centre of mass is the image's. The pen has the width of MNIST's, however small one draws.
   */
  function raster(strokes) {
    const points = strokes.flat();
    if (!points.length) return new Float32Array(SIDE * SIDE);
    const [left, top] = [0, 1].map(j => Math.min(...points.map(p => p[j]))), size = Math.max(...[0, 1].map((j) => Math.max(...points.map(p => p[j])) - [left, top][j]));
    const scale = size > 0.01 ? (BOX - 2 * PEN) / size : 0;
    const lines = strokes.map(stroke => stroke.map(([x, y]) => [(x - left) * scale + 4, (y - top) * scale + 4]));
    return centered(([sx, sy]) => {
      const nearest = new Float32Array(SIDE * SIDE).fill(Infinity), reach = PEN + 1;
      for (const line of lines) {
        line.forEach(([bx, by], n) => {
          const [ax, ay] = line[Math.max(0, n - 1)], from = v => Math.max(0, Math.floor(v - reach)), to = v => Math.min(SIDE - 1, Math.ceil(v + reach));
          for (let y = from(Math.min(ay, by) + sy); y <= to(Math.max(ay, by) + sy); y++)
            for (let x = from(Math.min(ax, bx) + sx); x <= to(Math.max(ax, bx) + sx); x++)
              nearest[y * SIDE + x] = Math.min(nearest[y * SIDE + x], squaredDistance(x - sx, y - sy, ax, ay, bx, by));
        });
      }
      return nearest.map(d => Math.max(0, Math.min(1, PEN + 0.5 - Math.sqrt(d))));
    });
  }

  /** The same for a picture of a digit: ink in [0, 1], `side` pixels wide and high. Each pixel is the mean of the ink it covers. */
  function fit(ink, side) {
    let [left, top, right, bottom] = [side, side, -1, -1];
    ink.forEach((v, i) => {
      if (v < 0.1) return;
      const x = i % side, y = Math.floor(i / side);
      [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)];
    });
    if (right < 0) return new Float32Array(SIDE * SIDE);
    const scale = Math.max(right - left + 1, bottom - top + 1) / BOX;
    return centered(([sx, sy]) => Float32Array.from({ length: SIDE * SIDE }, (_, n) => {
      const x = left + (n % SIDE - 4 - sx) * scale, y = top + (Math.floor(n / SIDE) - 4 - sy) * scale, steps = Math.max(1, Math.ceil(scale));
      let sum = 0;
      for (let k = 0; k < steps * steps; k++) {
        const u = Math.floor(x + (k % steps + 0.5) / steps * scale), v = Math.floor(y + (Math.floor(k / steps) + 0.5) / steps * scale);
        if (u >= 0 && v >= 0 && u < side && v < side) sum += ink[v * side + u];
      }
      return sum / steps / steps;
    }));
  }

  /** Half as wide and high: each pixel is the mean of four. */
  function half(pixels, side = SIDE) {
    const to = side / 2;
    return Float32Array.from({ length: to * to }, (_, n) => { const at = 2 * (Math.floor(n / to) * side + n % to); return (pixels[at] + pixels[at + 1] + pixels[at + side] + pixels[at + side + 1]) / 4; });
  }

  /** Strokes turned, stretched and slanted a little, each time otherwise. */
  function varied(strokes, random) {
    const some = most => (2 * random() - 1) * most, turn = some(0.2), [sx, sy] = [1 + some(0.15), 1 + some(0.15)], slant = some(0.2), [cos, sin] = [Math.cos(turn), Math.sin(turn)];
    return strokes.map(stroke => stroke.map(([x, y]) => { const [u, v] = [sx * (x - 0.5) + slant * (y - 0.5), sy * (y - 0.5)]; return [cos * u - sin * v, sin * u + cos * v]; }));
  }

  /** A stroke with fewer points, none of those left away farther from it than `most` (Douglas and Peucker). */
  function simplify(stroke, most = 0.006) {
    if (stroke.length < 3) return stroke;
    const [a, b] = [stroke[0], stroke[stroke.length - 1]], far = stroke.map(p => squaredDistance(...p, ...a, ...b)), worst = far.indexOf(Math.max(...far));
    return far[worst] <= most * most ? [a, b] : [...simplify(stroke.slice(0, worst + 1), most), ...simplify(stroke.slice(worst), most).slice(1)];
  }

  const letters = v => { const n = Math.round(Math.max(0, Math.min(1, v)) * STEPS); return LETTERS[n >> 6] + LETTERS[n & 63]; };

  /** Strokes with points in [0, 1] as a word for an address: four letters a point, a dot between strokes. */
  const write = strokes => strokes.map(stroke => simplify(stroke).map(([x, y]) => letters(x) + letters(y)).join("")).join(".");

  /** The strokes of such a word; what is no point is left out. */
  const read = text => text.split(".").map(stroke => (stroke.match(/[\w-]{4}/g) || []).map(point => [0, 2].map(k => (LETTERS.indexOf(point[k]) * 64 + LETTERS.indexOf(point[k + 1])) / STEPS))).filter(stroke => stroke.length);

  lab.drawing = { raster, fit, half, varied, centerOfMass, write, read };
})(globalThis.VAELAB ??= {});
