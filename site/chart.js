// Axes, lines and points of a chart, on a canvas.
(function (lab) {
  "use strict";
  const { color } = lab;

  function steps(min, max, wanted) {
    const raw = (max - min) / wanted, power = 10 ** Math.floor(Math.log10(raw)), step = [1, 2, 5, 10].map(k => k * power).find(s => s >= raw);
    return Array.from({ length: Math.floor(max / step + 1e-9) - Math.ceil(min / step - 1e-9) + 1 }, (_, i) => (Math.ceil(min / step - 1e-9) + i) * step);
  }

  const tick = v => String(+v.toFixed(6)).replace("-", "−");

  /** Draws axes from `x[0]` to `x[1]` and `y[0]` to `y[1]`, and gives the places of values. */
  function axes(c, width, height, { x, y, xLabel, yLabel, left = 46, right = 14, top = 22, bottom = 36 }) {
    const px = v => left + (v - x[0]) / (x[1] - x[0]) * (width - left - right), py = v => height - bottom - (v - y[0]) / (y[1] - y[0]) * (height - top - bottom);
    c.font = "11px Inter, system-ui, sans-serif";
    c.lineWidth = 1;
    c.strokeStyle = color("rule");
    c.fillStyle = color("muted");
    c.textAlign = "right"; c.textBaseline = "middle";
    for (const v of steps(...y, height / 50)) {
      c.beginPath(); c.moveTo(left, Math.round(py(v)) + 0.5); c.lineTo(width - right, Math.round(py(v)) + 0.5); c.stroke();
      c.fillText(tick(v), left - 6, py(v));
    }
    c.textAlign = "center"; c.textBaseline = "top";
    for (const v of steps(...x, width / 70)) c.fillText(tick(v), px(v), height - bottom + 5);
    c.textAlign = "right"; c.textBaseline = "bottom";
    c.fillText(xLabel, width - right, height - 2);
    c.textAlign = "left"; c.textBaseline = "top";
    c.fillText(yLabel, 4, 2);
    return { c, px, py, left, right: width - right, top, bottom: height - bottom };
  }

  /** A line through points; a single one is a dot. */
  function line({ c, px, py }, points, stroke, { width = 2, dash = [] } = {}) {
    c.beginPath();
    if (points.length === 1) {
      c.arc(px(points[0][0]), py(points[0][1]), 2 * width, 0, 7);
      c.fillStyle = stroke;
      return c.fill();
    }
    const places = points.map(([x, y]) => [px(x), py(y)]), lit = lab.ui.mark(c, stroke, lab.ui.farFrom(places));
    places.forEach(([x, y], i) => (i ? c.lineTo(x, y) : c.moveTo(x, y)));
    c.strokeStyle = stroke;
    c.lineWidth = lit ? 2 * width : width;
    c.lineJoin = "round";
    c.setLineDash(dash);
    c.stroke();
    c.setLineDash([]);
  }

  /** A word on the chart, readable over lines. */
  function word({ c }, text, x, y, fill, align = "left") {
    c.font = "600 11px Inter, system-ui, sans-serif";
    c.textAlign = align; c.textBaseline = "middle";
    c.lineWidth = 4; c.lineJoin = "round"; c.strokeStyle = color("panel");
    c.strokeText(text, x, y);
    c.fillStyle = fill;
    c.fillText(text, x, y);
  }

  /** A line across at one value, named. */
  function level(axis, value, text) {
    line(axis, [[axis.x0, value], [axis.x1, value]], color("prior"), { width: 1.5, dash: [4, 4] });
    word(axis, text, axis.right - 4, axis.py(value) - 8, color("prior"), "right");
  }

  lab.chart = {
    axes: (c, width, height, options) => Object.assign(axes(c, width, height, options), { x0: options.x[0], x1: options.x[1] }),
    line, word, level,
  };
})(globalThis.VAELAB ??= {});
