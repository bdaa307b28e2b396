// Controls and canvases that the figures are made of.
(function (lab) {
  "use strict";

  /** An element: h("p", { class: "note" }, "text", child). Attributes that are functions become listeners. */
  function h(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (typeof value === "function") element.addEventListener(name, value);
      else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.filter(child => child !== null && child !== undefined));
    return element;
  }

  /** A labelled slider; `quantity` names its colour. */
  function slider({ label, min, max, step, value, quantity, format = v => number(v), input }) {
    const output = h("output", {}), range = h("input", { type: "range", min, max, step, "aria-label": label.replace(/<[^>]+>/g, "") });
    const caption = h("span", { class: quantity ? `q-${quantity}` : null });
    caption.innerHTML = label;
    const show = () => {
      output.textContent = format(Number(range.value));
      range.setAttribute("aria-valuetext", output.textContent);
      range.style.setProperty("--filled", `${(range.value - min) / (max - min) * 100}%`);
    };
    range.value = value;
    range.addEventListener("input", () => { show(); input(Number(range.value)); });
    show();
    return {
      element: h("label", { class: `slider${quantity ? ` slider-${quantity}` : ""}` }, caption, range, output),
      range,
      get value() { return Number(range.value); },
      set value(v) { range.value = v; show(); },
    };
  }

  const button = (label, click, attributes) => h("button", { type: "button", click, ...attributes }, label);

  /** Buttons of which one is pressed. */
  function choice(label, options, value, change) {
    const buttons = options.map(([key, text, title]) => button(text, () => { set(key); change(key); }, { title, "data-key": key }));
    function set(key) {
      buttons.forEach(b => b.setAttribute("aria-pressed", String(b.dataset.key === String(key))));
    }
    set(value);
    return { element: group(label, "choice", buttons), set, buttons };
  }

  const STEPS = { ArrowRight: () => 1, ArrowLeft: () => -1, ArrowDown: row => row, ArrowUp: row => -row, Home: (row, at) => -at, End: (row, at, count) => count - 1 - at };

  /** Buttons that are one stop of the Tab key; arrow keys go from one to the next. */
  function group(label, classes, buttons) {
    const shown = () => buttons.filter(b => !b.hidden && !b.disabled), stop = at => buttons.forEach(b => { b.tabIndex = b === at ? 0 : -1; });
    stop(buttons[0]);
    return h("div", {
      class: classes, role: "group", "aria-label": label,
      focusin: event => stop(event.target.closest("button")),
      keydown: event => {
        const all = shown(), at = all.indexOf(event.target.closest("button")), row = all.filter(b => b.offsetTop === all[0].offsetTop).length;
        const next = STEPS[event.key] && all[at + STEPS[event.key](row === all.length ? 1 : row, at, all.length)];
        if (!STEPS[event.key]) return;
        event.preventDefault();
        next?.focus();
      },
    }, ...buttons);
  }

  function toggle(label, value, change) {
    const box = h("input", { type: "checkbox", change: () => change(box.checked) });
    box.checked = value;
    return { element: h("label", { class: "toggle" }, box, h("span", {}, label)), set: v => { box.checked = v; }, get value() { return box.checked; } };
  }

  // ---- Images of digits ----

  const rgb = text => {
    const m = /^#(..)(..)(..)$/.exec(text);
    return m ? m.slice(1).map(v => parseInt(v, 16)) : [0, 0, 0];
  };

  /** Pixels in [0, 1] as ink on nothing. */
  function inked(pixels, side, offset = 0, quantity = "digit-ink") {
    const image = new ImageData(side, side), { data } = image, [r, g, b] = rgb(lab.color(quantity));
    for (let i = 0, k = 0; i < side * side; i++, k += 4) {
      data[k] = r; data[k + 1] = g; data[k + 2] = b;
      data[k + 3] = 255 * pixels[offset + i];
    }
    return image;
  }

  /** Paints pixels in [0, 1] on a canvas of their own. */
  function ink(canvas, pixels, side = 28, offset = 0, quantity = undefined) {
    if (canvas.width !== side) canvas.width = canvas.height = side;
    canvas.getContext("2d").putImageData(inked(pixels, side, offset, quantity), 0, 0);
    return canvas;
  }

  /** Many images of 28 × 28 pixels on one canvas: `put(column, row, pixels)` paints one of them. */
  function sheet(columns, rows, attributes) {
    const canvas = h("canvas", { width: 28 * columns, height: 28 * rows, ...attributes }), context = canvas.getContext("2d");
    return { canvas, put: (column, row, pixels) => context.putImageData(inked(pixels, 28), 28 * column, 28 * row) };
  }

  /** Paints signed numbers: blue below zero, orange above. */
  function signed(canvas, values, scale) {
    canvas.width = canvas.height = 28;
    const context = canvas.getContext("2d"), image = context.createImageData(28, 28), up = rgb(lab.color("kl")), down = rgb(lab.color("x"));
    for (let i = 0; i < 784; i++) {
      const v = Math.max(-1, Math.min(1, values[i] / scale));
      image.data.set([...(v > 0 ? up : down), 255 * Math.abs(v)], 4 * i);
    }
    context.putImageData(image, 0, 0);
  }

  const digitCanvas = (label, attributes) => h("canvas", { width: 28, height: 28, class: "digit", role: "img", "aria-label": label, ...attributes });

  /** Ten test digits, and the reader's own drawing once there is one: `change` gets 0 to 9, or "yours". The figures that carry it on take it up. */
  function digitPicker(examples, value, change, { own = true } = {}) {
    const pick = (key, label, hidden) => h("button", { type: "button", class: "pick", "aria-label": label, hidden, click: () => { set(key); change(key); } }, h("canvas", { class: "digit", "aria-hidden": "true" }));
    const buttons = examples.slice(0, 10).map((example, i) => pick(i, `A ${example.label}`)), mine = pick("yours", "Your drawing", true);
    const keys = [...buttons.keys(), "yours"], all = [...buttons, mine];
    const set = key => all.forEach((b, k) => b.setAttribute("aria-pressed", String(keys[k] === key)));
    const draw = () => {
      buttons.forEach((b, i) => ink(b.firstChild, examples[i].pixels));
      mine.hidden = !own || !lab.yours.pixels;
      if (!mine.hidden) ink(mine.firstChild, lab.yours.pixels);
    };
    if (own) lab.yours.listeners.add(() => {
      draw();
      if (lab.yours.pixels) { set("yours"); change("yours", true); } else if (mine.getAttribute("aria-pressed") === "true") { set(7); change(7, true); }
    });
    set(value);
    return { element: group("Digit", "picks", all), set, draw };
  }
  // ---- Canvases ----

  const surfaces = new Set(), marks = new WeakMap(), NEAR = 9;

  /**
   * Says what lies on a canvas in a quantity's colour: `far(x, y)` is how far a place is from it. The pointer finds it there.
   * Returns whether that quantity is lit up, so that the mark may be drawn larger.
   */
  function mark(context, style, far) {
    const quantity = lab.quantityOf(style);
    if (quantity) marks.get(context.canvas)?.push({ quantity, far });
    return Boolean(quantity) && quantity === lab.lit(context.canvas);
  }

  /** How far a place is from a line through points. */
  const farFrom = points => (x, y) => Math.min(...points.slice(1).map(([bx, by], i) => Math.sqrt(lab.math.squaredDistance(x, y, ...points[i], bx, by))));

  // Where the pointer was last. A browser also tells of a pointer that rests when the page moves beneath it.
  let rest = [NaN, NaN];
  addEventListener("pointermove", event => { rest = [event.screenX, event.screenY]; });
  /** Whether the pointer has moved, and not only the page beneath it. */
  const moved = event => event.screenX !== rest[0] || event.screenY !== rest[1];

  /** Paints the canvases within an element again. */
  const repaint = element => surfaces.forEach(surface => element.contains(surface.canvas) && surface.request());

  /** A canvas that keeps its resolution to the screen's, and calls `paint(context, width, height)`, once a frame at most. A unit is a 16th of the page's letter size. */
  function surface(attributes, paint) {
    const canvas = h("canvas", attributes);
    let asked = 0, painted = [];
    function draw() {
      cancelAnimationFrame(asked);
      asked = 0;
      const width = canvas.clientWidth, height = canvas.clientHeight;
      if (!width || !height) return;
      const unit = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16, ratio = Math.min(2, devicePixelRatio || 1), w = Math.round(width * ratio), hh = Math.round(height * ratio);
      if (canvas.width !== w || canvas.height !== hh) [canvas.width, canvas.height] = [w, hh];
      const context = canvas.getContext("2d");
      context.setTransform(w / width * unit, 0, 0, hh / height * unit, 0, 0);
      context.clearRect(0, 0, width / unit, height / unit);
      marks.set(canvas, []);
      lab.paintLit(lab.lit(canvas), () => paint(context, width / unit, height / unit));
      painted = [width, height];
    }
    canvas.addEventListener("pointermove", event => {
      if (event.buttons || !moved(event)) return;
      const box = canvas.getBoundingClientRect(), unit = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
      const x = (event.clientX - box.left) / unit, y = (event.clientY - box.top) / unit;
      const near = (marks.get(canvas) || []).map(({ quantity, far }) => ({ quantity, far: far(x, y) })).filter(one => one.far <= NEAR).sort((a, b) => a.far - b.far)[0];
      lab.light(near ? near.quantity : null, canvas);
    });
    const request = () => { asked ||= requestAnimationFrame(draw); };
    new ResizeObserver(() => { if (canvas.clientWidth !== painted[0] || canvas.clientHeight !== painted[1]) request(); }).observe(canvas);
    const surface = { canvas, draw, request };
    surfaces.add(surface);
    return surface;
  }

  const FINGER = 32;

  /**
   * Tells of drags. A finger drags only what it takes hold of, one of `handles()`, places of the canvas; elsewhere it scrolls the page,
   * and a tap is a drag to where it is. Without handles every press drags.
   */
  function drag(canvas, { start, move, end, handles }) {
    const place = at => {
      const box = canvas.getBoundingClientRect();
      return [at.clientX - box.left, at.clientY - box.top];
    };
    const holds = at => !handles || handles().some(([x, y]) => Math.hypot(x - place(at)[0], y - place(at)[1]) <= FINGER);
    let active = null, tapped = null;
    if (handles) canvas.addEventListener("touchstart", event => { if (event.touches.length === 1 && holds(event.touches[0])) event.preventDefault(); }, { passive: false });
    canvas.addEventListener("pointerdown", event => {
      if (event.button > 0) return;
      if (event.pointerType === "touch" && !holds(event)) { tapped = event.pointerId; return; }
      active = event.pointerId;
      canvas.setPointerCapture(active);
      canvas.focus({ preventScroll: true });
      start?.(...place(event), event);
      move(...place(event), event);
      event.preventDefault();
    });
    canvas.addEventListener("pointermove", event => { if (event.pointerId === active) move(...place(event), event); });
    canvas.addEventListener("pointerup", event => {
      if (event.pointerId === tapped) { start?.(...place(event), event); move(...place(event), event); end?.(event); }
      tapped = null;
    });
    canvas.addEventListener("pointercancel", () => { tapped = null; });
    for (const name of ["pointerup", "pointercancel"])
      canvas.addEventListener(name, event => { if (event.pointerId === active) { active = null; end?.(event); } });
  }

  const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

  /** Tells of arrow keys, as steps right and up; with Shift ten times as far. */
  function keys(canvas, step, others = {}) {
    canvas.addEventListener("keydown", event => {
      const arrow = arrows[event.key], size = event.shiftKey ? 10 : 1;
      if (arrow) step(arrow[0] * size, arrow[1] * size);
      else if (others[event.key]) others[event.key](event);
      else return;
      event.preventDefault();
    });
  }

  /** With a minus sign, and without one before a number that rounds to nothing. */
  function number(value, digits = 2) {
    const text = Math.abs(value).toFixed(digits);
    return (value < 0 && Number(text) !== 0 ? "−" : "") + text;
  }
  const nats = value => number(value, Math.abs(value) < 9.995 ? 2 : 1);
  const point = z => `(${z.map(v => number(v)).join(", ")})`;

  const printing = () => matchMedia("print").matches;

  /** Work in slices of a few milliseconds, or all at once for a printer: `step()` does a piece and returns false once there is none left. */
  function inSlices(step, done) {
    if (printing()) {
      while (step() !== false);
      return done?.();
    }
    function slice() {
      const end = performance.now() + 8;
      do {
        if (step() === false) return done?.();
      } while (performance.now() < end);
      setTimeout(slice, 0);
    }
    setTimeout(slice, 0);
  }

  /** Calls back on every frame until stopped; never by itself for who wants calm. */
  function player(frame) {
    let running = false;
    function loop(time) {
      if (!running) return;
      if (frame(time) === false) running = false;
      else requestAnimationFrame(loop);
    }
    return {
      get running() { return running; },
      start() { if (!running) { running = true; requestAnimationFrame(loop); } },
      stop() { running = false; },
    };
  }

  lab.digitPicker = digitPicker;
  lab.ui = { h, slider, button, group, choice, toggle, ink, sheet, signed, digitCanvas, surface, mark, farFrom, moved, repaint, drag, keys, number, nats, point, inSlices, player, rgb };
})(globalThis.VAELAB ??= {});
