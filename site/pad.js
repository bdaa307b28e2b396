// A pad to draw on, by mouse, finger or keys.
(function (lab) {
  "use strict";
  const { ui, color } = lab, SIDE = 280, PEN = 22;

  /**
   * `draw()` is called after every point, `end()` after a stroke, `clear()` where a key asks for it; `under()` gives pixels to show while
   * there are no strokes. `pad.strokes` are lists of points in [0, 1], or null while something else is shown.
   */
  lab.pad = function ({ label, draw, end, clear, under = () => null }) {
    const canvas = ui.h("canvas", { class: "pad", width: SIDE, height: SIDE, tabindex: 0, role: "application", "aria-label": `${label}. Arrow keys move the pen, space puts it down or lifts it, Delete clears.` });
    const pad = { canvas, strokes: null, paint, lift };
    let cursor = [0.5, 0.2], down = false;
    const place = (px, py) => [px / canvas.clientWidth, py / canvas.clientHeight];
    const begin = point => (pad.strokes ??= []).push([point]);
    function go(point) {
      pad.strokes.at(-1).push(point);
      draw();
    }
    function lift() {
      const was = down;
      down = false;
      if (was) end();
    }
    ui.drag(canvas, { start: (px, py) => begin(place(px, py)), move: (px, py) => go(place(px, py)), end });
    ui.keys(canvas, (dx, dy) => {
      cursor = [cursor[0] + dx / 28, cursor[1] - dy / 28].map(v => Math.max(0.04, Math.min(0.96, v)));
      if (down) go(cursor);
      else paint();
    }, {
      " "() { if (down) lift(); else { down = true; begin(cursor); go(cursor); } paint(); },
      Enter() { this[" "](); },
      Delete: clear, Backspace: clear,
    });
    canvas.addEventListener("focus", () => paint());
    canvas.addEventListener("blur", () => { lift(); paint(); });

    function paint() {
      const c = canvas.getContext("2d"), pixels = pad.strokes?.length ? null : under();
      c.clearRect(0, 0, SIDE, SIDE);
      if (pixels) {
        c.imageSmoothingEnabled = false;
        c.drawImage(ui.ink(document.createElement("canvas"), pixels), 0, 0, SIDE, SIDE);
      }
      c.strokeStyle = color("digit-ink");
      c.lineWidth = PEN;
      c.lineCap = c.lineJoin = "round";
      c.beginPath();
      for (const stroke of pad.strokes || []) stroke.forEach(([px, py], i) => (i ? c.lineTo(px * SIDE + 0.01, py * SIDE) : c.moveTo(px * SIDE, py * SIDE)));
      c.stroke();
      if (document.activeElement === canvas && canvas.matches(":focus-visible")) {
        c.lineWidth = 3;
        c.strokeStyle = c.fillStyle = color("eps");
        c.beginPath(); c.arc(cursor[0] * SIDE, cursor[1] * SIDE, PEN / 2, 0, 7);
        down ? c.fill() : c.stroke();
      }
    }
    return pad;
  };
})(globalThis.VAELAB ??= {});
