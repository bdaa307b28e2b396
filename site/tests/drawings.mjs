// Makes drawings.json: 300 drawings as a hand with a mouse makes them, 30 of each digit, of every size, slant and place on the pad.
// node site/tests/drawings.mjs
import { readFileSync, writeFileSync } from "node:fs";
import { runInThisContext } from "node:vm";

for (const name of ["math.js", "drawing.js"]) runInThisContext(readFileSync(new URL(`../${name}`, import.meta.url), "utf8"));
const { math, drawing } = globalThis.VAELAB, uniform = math.random(2024), normal = math.normal(uniform), PER_DIGIT = 30;

/** A part of an ellipse, as points: angles in turns, 0 to the right and growing clockwise. */
const arc = (cx, cy, rx, ry, from, to, count = 9) => Array.from({ length: count }, (_, i) => {
  const a = 2 * Math.PI * (from + (to - from) * i / (count - 1));
  return [cx + rx * Math.cos(a), cy + ry * Math.sin(a)];
});

/** How people write each digit, in a box of 1 × 1: strokes through points, y down. A number ahead of a stroke makes its corners sharp. */
const WAYS = [
  [[arc(0.5, 0.5, 0.36, 0.5, 0.75, -0.28, 15)], [arc(0.5, 0.5, 0.28, 0.5, 0.8, -0.22, 15)]],
  [[[[0.5, 0], [0.5, 0.35], [0.5, 0.7], [0.5, 1]]], [[[0.36, 0.14], [0.5, 0]], [[0.5, 0], [0.5, 0.5], [0.5, 1]]]],
  [[[...arc(0.48, 0.28, 0.34, 0.28, 0.55, 1.08, 9), [0.42, 0.75], [0.12, 0.98]], [[0.12, 0.98], [0.5, 0.96], [0.9, 0.95]]],
    [[...arc(0.48, 0.27, 0.33, 0.27, 0.5, 1.1, 9), [0.4, 0.8], [0.2, 0.93], [0.12, 0.83], [0.3, 0.8], [0.55, 0.93], [0.9, 0.92]]]],
  [[[...arc(0.45, 0.25, 0.33, 0.25, 0.56, 1.2, 9), [0.4, 0.48]], [[0.4, 0.48], ...arc(0.45, 0.74, 0.36, 0.26, 0.8, 1.45, 9)]],
    [[...arc(0.46, 0.24, 0.3, 0.24, 0.6, 1.22, 9), [0.38, 0.47], ...arc(0.45, 0.74, 0.35, 0.26, 0.82, 1.42, 9)]]],
  [[[[0.18, 0.05], [0.12, 0.3], [0.14, 0.52], [0.45, 0.55], [0.85, 0.5]], [[0.78, 0], [0.74, 0.5], [0.7, 1]]],
    [[[0.3, 0.02], [0.16, 0.3], [0.1, 0.55]], [[0.1, 0.55], [0.5, 0.56], [0.9, 0.52]], [[0.74, 0.05], [0.7, 0.5], [0.66, 1]]]],
  [[[[0.3, 0.03], [0.26, 0.25], [0.22, 0.45]], [[0.22, 0.45], ...arc(0.42, 0.7, 0.38, 0.28, 0.78, 1.42, 9)], [[0.3, 0.03], [0.6, 0.03], [0.88, 0.01]]],
    [[[0.88, 0.02], [0.6, 0.03], [0.32, 0.05]], [[0.32, 0.05], [0.28, 0.25], [0.22, 0.43]], [[0.22, 0.43], ...arc(0.42, 0.7, 0.36, 0.28, 0.8, 1.4, 9)]]],
  [[[[0.66, 0], [0.4, 0.22], [0.22, 0.52], ...arc(0.46, 0.75, 0.27, 0.24, 0.52, -0.6, 11)]],
    [[[0.55, 0], [0.33, 0.25], [0.2, 0.6], ...arc(0.47, 0.77, 0.28, 0.22, 0.47, -0.55, 11)]]],
  [[[[0.1, 0.05], [0.45, 0.04], [0.85, 0.03]], [[0.85, 0.03], [0.62, 0.45], [0.45, 1]]],
    [[[0.1, 0.1], [0.45, 0.05], [0.82, 0.05]], [[0.82, 0.05], [0.66, 0.35], [0.55, 0.65], [0.48, 1]]]],
  [[[[0.76, 0.14], ...arc(0.5, 0.24, 0.27, 0.23, 0.87, 0.35, 8), [0.56, 0.5], ...arc(0.5, 0.75, 0.31, 0.25, -0.1, 0.6, 9), [0.42, 0.52], [0.66, 0.36], [0.78, 0.18]]],
    [[...arc(0.5, 0.25, 0.26, 0.25, 0.8, -0.25, 13)], [...arc(0.5, 0.74, 0.3, 0.26, 0.75, 1.8, 13)]]],
  [[[...arc(0.48, 0.27, 0.28, 0.26, 0.95, -0.02, 12)], [[0.76, 0.24], [0.72, 0.6], [0.66, 1]]],
    [[...arc(0.46, 0.28, 0.28, 0.27, 1, 0.02, 12), [0.74, 0.25], [0.76, 0.6], [0.68, 0.86], [0.4, 0.98]]]],
];

/** A smooth line through points (Catmull and Rom). */
function smooth(points, steps = 5) {
  const at = i => points[Math.max(0, Math.min(points.length - 1, i))], line = [points[0]];
  for (let i = 0; i < points.length - 1; i++) {
    for (let k = 1; k <= steps; k++) {
      const t = k / steps, [p, q, r, s] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
      line.push([0, 1].map(j => 0.5 * (2 * q[j] + (r[j] - p[j]) * t + (2 * p[j] - 5 * q[j] + 4 * r[j] - s[j]) * t * t + (3 * q[j] - p[j] - 3 * r[j] + s[j]) * t * t * t)));
    }
  }
  return line;
}

function drawOne(digit) {
  const way = WAYS[digit][Math.floor(uniform() * WAYS[digit].length)], size = 0.25 + 0.6 * uniform(), aspect = Math.exp(0.12 * normal()) * 0.85;
  const slant = 0.16 + 0.16 * normal(), turn = 0.06 * normal(), corner = [uniform() * (1 - size), uniform() * (1 - size)];
  return way.map(stroke => {
    const shaken = stroke.map(p => p.map(v => v + 0.02 * normal()));
    return smooth(shaken).map(([u, v]) => {
      const x = (u - 0.5) * aspect - (v - 0.5) * slant, y = v - 0.5;
      return [corner[0] + size * (0.5 + x * Math.cos(turn) - y * Math.sin(turn)), corner[1] + size * (0.5 + x * Math.sin(turn) + y * Math.cos(turn))];
    });
  });
}

const drawings = Array.from({ length: 10 * PER_DIGIT }, (_, n) => ({ label: n % 10, ink: drawing.write(drawOne(n % 10)) }));
writeFileSync(new URL("drawings.json", import.meta.url), `[\n${drawings.map(each => JSON.stringify(each)).join(",\n")}\n]\n`);
