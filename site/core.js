// What all figures share: data that load as scripts, state in the URL, colours of the theme.
(function (lab) {
  "use strict";

  const running = new Map(), models = new Map(), figures = new Map();

  /** Runs site/NAME.js once, by a script tag: the one way that works from file:// too. */
  function run(name) {
    if (!running.has(name)) {
      running.set(name, new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = `site/${name}.js`;
        script.onload = resolve;
        script.onerror = () => reject(new Error(`site/${name}.js is missing: site/README.md says how to make it`));
        document.head.append(script);
      }));
    }
    return running.get(name);
  }

  /** What site/data/NAME.js holds. */
  async function load(name) {
    const stored = () => globalThis.VAELAB_DATA?.[name];
    if (!stored()) await run(`data/${name}`);
    if (!stored()) throw new Error(`site/data/${name}.js holds no data`);
    return stored();
  }

  /** The model, read in a task of its own: the reader's touches come before the figure that waits for it. */
  function model(name) {
    const nextTask = read => new Promise(resolve => setTimeout(resolve, 0, read));
    if (!models.has(name)) models.set(name, load(`model-${name}`).then(stored => nextTask(new lab.math.Model(stored))));
    return models.get(name);
  }

  /** Where the encoder put the first test images, all 10,000 in two and three dimensions, with their labels. */
  async function codes(name) {
    const [stored, digits] = await Promise.all([load(`codes-${name}`), load("digits")]);
    stored.points ??= lab.math.readCoordinates(stored.means, stored.radius);
    const dimensions = stored.varianceShare.length;
    return { ...stored, labels: readLabels(digits.labels).subarray(0, stored.points.length / dimensions), dimensions };
  }

  const readLabels = text => Uint8Array.from(text, Number);

  /** Test images to pick from: five of each digit. */
  async function examples() {
    const stored = await load("digits");
    stored.meanImage ??= lab.math.readFloats(stored.mean);
    if (!stored.images) {
      const bytes = lab.math.readBytes(stored.pixels);
      stored.images = stored.examples.map((index, i) => ({
        index,
        label: Number(stored.labels[index]),
        pixels: Float32Array.from(bytes.subarray(784 * i, 784 * (i + 1)), value => value / 255),
      }));
    }
    return stored.images;
  }

  // ---- The digit that the reader drew: figures take it up, and it stays for this visit ----

  const yours = {
    pixels: null, ink: "", label: null, listeners: new Set(),
    /** `label` is the digit among whose codes it lies, which a conditional model asks for. */
    set(pixels, ink, label) {
      Object.assign(yours, { pixels, ink, label });
      try { sessionStorage.setItem("vaelab-ink", ink); } catch { /* A page from disk may not be allowed to remember. */ }
      yours.listeners.forEach(listener => listener());
    },
    /** What was drawn before the page was loaded again. */
    get kept() {
      try { return sessionStorage.getItem("vaelab-ink") || ""; } catch { return ""; }
    },
  };

  /** A test image by its number among the examples, or the reader's own drawing by the word "yours". */
  const given = (examples, key) => (key === "yours" ? { pixels: yours.pixels, label: yours.label, name: "your drawing" } : { ...examples[key], name: `this ${examples[key].label}` });

  /** The digit that an address asks for: a number of an example below `count`, or "yours" where the reader has drawn. */
  const digitOf = (text, count, otherwise) => (text === "yours" ? (yours.pixels ? text : otherwise) : whole(text, count - 1, otherwise));

  // ---- Figures ----

  const SETTLING = 3000;   // Milliseconds for which a figure keeps its room: what comes last, such as the first words of a worker, finds it.

  /**
   * Declares a figure. `mount(stage, api)` builds it inside the element [data-figure=id] and returns `{ set(state), draw() }`: set
   * takes the words of a link such as #roam?z=1,0, draw paints all of it, at first and when the theme has changed.
   */
  const figure = (id, mount) => figures.set(id, { id, mount }), shown = new Map(), rootOf = id => document.querySelector(`[data-figure="${CSS.escape(id)}"]`);

  /** Shows a figure. Its scripts, fig-ID or those that the page names, come only now. */
  async function show(id) {
    const root = rootOf(id);
    if (!root) return null;
    if (!shown.has(id)) shown.set(id, (async () => {
      const stage = root.querySelector(".stage");
      root.classList.add("loading");
      let entry;
      try {
        if (!figures.has(id)) for (const name of (root.dataset.scripts || `fig-${id}`).split(" ")) await run(name);
        entry = figures.get(id);
        entry.handle = await entry.mount(stage, { write: state => write(id, state) });
        root.classList.add("live");
        setTimeout(() => root.classList.add("settled"), SETTLING);
        performance.mark(`vaelab-${id}`);
        entry.handle.draw?.();
      } catch (error) {
        stage.replaceChildren(lab.ui.h("p", { class: "failed", role: "alert" }, `This figure cannot be shown: ${error.message}.`));
        throw error;
      } finally {
        root.classList.remove("loading");
      }
      return entry.handle;
    })());
    return shown.get(id);
  }

  /** Paints all figures again: what is in view first, the others after it, one a task; or all at once, as a printer needs them. */
  function redraw(atOnce) {
    const far = entry => Math.abs(rootOf(entry.id).getBoundingClientRect().top);
    const waiting = [...figures.values()].filter(entry => entry.handle?.draw).sort((a, b) => far(a) - far(b));
    const next = () => { waiting.shift()?.handle.draw(); return waiting.length > 0; };
    if (atOnce) while (next());
    else lab.ui.inSlices(next);
  }

  // ---- State in the URL: #figure?name=value&… ----

  function parse(hash) {
    const [id, query] = hash.replace(/^#/, "").split("?");
    return { id, state: Object.fromEntries(new URLSearchParams(query || "")) };
  }

  function write(id, state) {
    const words = Object.entries(state).map(([key, value]) => `${key}=${Array.isArray(value) ? value.map(round).join(",") : typeof value === "number" ? round(value) : encodeURIComponent(value)}`);
    history.replaceState(null, "", `#${id}${words.length ? `?${words.join("&")}` : ""}`);
  }

  async function follow(hash, scroll) {
    const { id, state } = parse(hash);
    if (!id || !rootOf(id)) return;
    const handle = await show(id);
    if (Object.keys(state).length) handle?.set?.(state);
    if (scroll) rootOf(id).scrollIntoView();
  }

  const round = value => String(Math.round(value * 1000) / 1000);
  const numbers = text => text.split(",").map(Number).map(value => (Number.isFinite(value) ? value : 0));

  /** A number of an address, kept within limits; `otherwise` where it is none. */
  function real(text, low, high, otherwise) {
    const value = text === undefined || text === "" ? NaN : Number(text);
    return Number.isNaN(value) ? otherwise : Math.max(low, Math.min(high, value));
  }

  /** A whole number from 0 to `most`. */
  const whole = (text, most, otherwise) => { const value = real(text, 0, most, otherwise); return typeof value === "number" ? Math.round(value) : value; };

  // ---- The reader's wishes ----

  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

  const QUANTITIES = ["mu", "sigma", "eps", "z", "x", "kl", "total", "prior"];
  let palette = new Map(), litNow = null;
  /** A colour of the theme, by the name of its custom property: color("mu"). Where a quantity is lit up, the others are faint. */
  function color(name) {
    const faint = litNow && name !== litNow && QUANTITIES.includes(name), key = faint ? `${name} faint` : name;
    if (!palette.has(key)) palette.set(key, faint ? faded(name) : own(name));
    return palette.get(key);
  }

  const hex = values => `#${values.map(v => Math.round(v).toString(16).padStart(2, "0")).join("")}`;
  const own = name => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const faded = name => hex(lab.ui.rgb(own(name)).map((v, k) => 0.25 * v + 0.75 * lab.ui.rgb(color("panel"))[k]));

  // ---- A quantity lights up in its chapter: its terms, its words and its marks on canvases ----

  const scope = element => element.closest(".chapter, .hero"), lit = element => scope(element)?.dataset.lit ?? null;
  /** The quantity that a colour on a canvas stands for. */
  const quantityOf = style => QUANTITIES.find(name => color(name) === style);

  /** Lights a quantity up in the chapter of an element, or, for null, none. */
  function light(quantity, element) {
    const chapter = scope(element);
    if (!chapter || lit(element) === quantity) return;
    if (quantity) chapter.dataset.lit = quantity;
    else delete chapter.dataset.lit;
    lab.ui.repaint(chapter);
  }

  /** Paints in the colours of what is lit up. */
  function paintLit(quantity, paint) {
    litNow = quantity;
    try { paint(); } finally { litNow = null; }
  }

  function themeChanged(atOnce = false) {
    palette = new Map();
    redraw(atOnce);
  }

  Object.assign(lab, { run, load, model, codes, examples, readLabels, figure, figures, show, follow, numbers, real, whole, yours, given, digitOf, calm, color, themeChanged, redraw, QUANTITIES, quantityOf, lit, light, paintLit });
})(globalThis.VAELAB ??= {});
