// The plane decoded on a fine grid, once for all figures, in slices between frames.
(function (lab) {
  "use strict";
  const REACH = 3.6, STEPS = 37;
  const grids = new Map();

  /**
   * Decodes nodes from −3.6 to 3.6 in both directions. Calls `progress(grid)` as rows arrive; `grid.done` counts nodes.
   * Node (i, j) is at z = (at(i), at(j)), its logits from `logits[(j·steps + i)·784]` on.
   */
  async function grid(name, progress) {
    const model = await lab.model(name);
    let entry = grids.get(name);
    if (!entry) {
      entry = {
        reach: REACH, steps: STEPS, done: 0, logits: new Float32Array(STEPS * STEPS * 784), softplus: new Float32Array(STEPS * STEPS),
        at: i => -REACH + i * 2 * REACH / (STEPS - 1), listeners: new Set(), whole: null,
      };
      grids.set(name, entry);
      entry.whole = new Promise(resolve => lab.ui.inSlices(() => {
        const n = entry.done, l = model.logits([entry.at(n % STEPS), entry.at(Math.floor(n / STEPS))]);
        entry.logits.set(l, n * 784);
        let sum = 0;
        for (let i = 0; i < 784; i++) sum += Math.max(l[i], 0) + Math.log1p(Math.exp(-Math.abs(l[i])));
        entry.softplus[n] = sum;
        entry.done = n + 1;
        if (entry.done % STEPS === 0) entry.listeners.forEach(listener => listener(entry));
        return entry.done < STEPS * STEPS;
      }, () => resolve(entry)));
    }
    if (progress) { entry.listeners.add(progress); progress(entry); }
    return entry;
  }

  /** −log p(x|z) at every node. */
  function lossOver(grid, x) {
    const loss = new Float32Array(grid.done), inked = [];
    for (let i = 0; i < 784; i++) if (x[i]) inked.push(i);
    for (let n = 0; n < grid.done; n++) {
      let sum = grid.softplus[n];
      for (const i of inked) sum -= grid.logits[n * 784 + i] * x[i];
      loss[n] = sum;
    }
    return loss;
  }

  /**
   * The Fisher metric of the decoder at every node: with p = sigmoid(l), a step dz changes 2·asin(√p) by dz·∂l·√(p(1−p)), and the
   * length of that change is how far apart, statistically, the two images are.
   */
  function metric(grid) {
    const { steps, logits } = grid, g = new Float32Array(steps * steps * 3), h = grid.at(1) - grid.at(0);
    for (let j = 0; j < steps; j++) {
      for (let i = 0; i < steps; i++) {
        const l = Math.max(0, i - 1), r = Math.min(steps - 1, i + 1), d = Math.max(0, j - 1), u = Math.min(steps - 1, j + 1);
        const [at, a0, a1, b0, b1] = [j * steps + i, j * steps + l, j * steps + r, d * steps + i, u * steps + i].map(n => n * 784);
        let [xx, xy, yy] = [0, 0, 0];
        for (let k = 0; k < 784; k++) {
          const p = 1 / (1 + Math.exp(-logits[at + k])), w = p * (1 - p);
          if (w < 1e-4) continue;
          const dx = (logits[a1 + k] - logits[a0 + k]) / ((r - l) * h), dy = (logits[b1 + k] - logits[b0 + k]) / ((u - d) * h);
          xx += w * dx * dx; xy += w * dx * dy; yy += w * dy * dy;
        }
        g.set([xx, xy, yy], 3 * (j * steps + i));
      }
    }
    return g;
  }

  /** The metric between the nodes. */
  function metricAt(grid, g, [x, y]) {
    const { steps } = grid, h = grid.at(1) - grid.at(0), clamp = v => Math.max(0, Math.min(steps - 1.001, v));
    const u = clamp((x + REACH) / h), v = clamp((y + REACH) / h), i = Math.floor(u), j = Math.floor(v), a = u - i, b = v - j;
    const n = 3 * (j * steps + i), m = n + 3 * steps;
    return [0, 1, 2].map(k => (1 - b) * ((1 - a) * g[n + k] + a * g[n + 3 + k]) + b * ((1 - a) * g[m + k] + a * g[m + 3 + k]));
  }

  const stepLength = (grid, g, p, q) => {
    const dx = q[0] - p[0], dy = q[1] - p[1], [xx, xy, yy] = metricAt(grid, g, [(p[0] + q[0]) / 2, (p[1] + q[1]) / 2]);
    return Math.sqrt(Math.max(0, xx * dx * dx + 2 * xy * dx * dy + yy * dy * dy));
  };

  /** The length of a path through the images. */
  const pathLength = (grid, g, path) => path.slice(1).reduce((sum, p, i) => sum + stepLength(grid, g, path[i], p), 0);

  /** The shortest path by the metric: Dijkstra's over the nodes, in sixteen directions, then pulled tight. */
  function geodesic(grid, g, from, to, count = 33) {
    const { steps } = grid, node = z => z.map(v => Math.round((Math.max(-REACH, Math.min(REACH, v)) + REACH) / (2 * REACH) * (steps - 1)));
    const index = ([i, j]) => j * steps + i, place = n => [grid.at(n % steps), grid.at(Math.floor(n / steps))];
    const moves = [[1, 0], [1, 1], [0, 1], [-1, 1], [2, 1], [1, 2], [-1, 2], [-2, 1]].flatMap(([a, b]) => [[a, b], [-a, -b]]);
    const distance = new Float64Array(steps * steps).fill(Infinity), before = new Int32Array(steps * steps).fill(-1), closed = new Uint8Array(steps * steps);
    const start = index(node(from)), goal = index(node(to));
    distance[start] = 0;
    const open = [start];
    while (open.length) {
      let best = 0;
      for (let k = 1; k < open.length; k++) if (distance[open[k]] < distance[open[best]]) best = k;
      const n = open[best];
      open[best] = open[open.length - 1];
      open.pop();
      if (closed[n]) continue;
      closed[n] = 1;
      if (n === goal) break;
      const i = n % steps, j = Math.floor(n / steps);
      for (const [a, b] of moves) {
        if (i + a < 0 || i + a >= steps || j + b < 0 || j + b >= steps) continue;
        const m = (j + b) * steps + i + a, d = distance[n] + stepLength(grid, g, place(n), place(m));
        if (d < distance[m]) { distance[m] = d; before[m] = n; open.push(m); }
      }
    }
    const nodes = [];
    for (let n = goal; n >= 0; n = before[n]) nodes.unshift(place(n));
    nodes[0] = from;
    if (nodes.length > 1) nodes[nodes.length - 1] = to; else nodes.push(to);
    let path = spread(grid, g, nodes, count);
    for (let round = 0; round < 40; round++) {
      const pulled = path.map((p, i) => {
        if (i === 0 || i === path.length - 1) return p;
        const middle = [0, 1].map(k => (path[i - 1][k] + path[i + 1][k]) / 2);
        return [0.5, 0.25].map(s => p.map((v, k) => v + s * (middle[k] - v))).concat([p])
          .map(c => [c, stepLength(grid, g, path[i - 1], c) ** 2 + stepLength(grid, g, c, path[i + 1]) ** 2])
          .reduce((a, b) => (b[1] < a[1] ? b : a))[0];
      });
      path = pulled;
    }
    const tight = spread(grid, g, path, count), straight = line(from, to, count);
    return pathLength(grid, g, tight) < pathLength(grid, g, straight) ? tight : straight;
  }

  const line = (from, to, count) => Array.from({ length: count }, (_, i) => from.map((v, k) => v + (to[k] - v) * i / (count - 1)));

  /** Points at equal lengths along a path. */
  function spread(grid, g, path, count) {
    const lengths = [0];
    for (let i = 1; i < path.length; i++) lengths.push(lengths[i - 1] + stepLength(grid, g, path[i - 1], path[i]) + 1e-9);
    const total = lengths[lengths.length - 1];
    let k = 1;
    return Array.from({ length: count }, (_, i) => {
      const s = total * i / (count - 1);
      while (k < path.length - 1 && lengths[k] < s) k++;
      const t = Math.min(1, (s - lengths[k - 1]) / (lengths[k] - lengths[k - 1]));
      return path[k - 1].map((v, c) => v + (path[k][c] - v) * t);
    });
  }

  lab.grid = { grid, lossOver, metric, metricAt, pathLength, geodesic, line };
})(globalThis.VAELAB ??= {});
