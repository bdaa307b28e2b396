// Figure: a vector-quantized model. An image is a word of sixteen letters; change one, and see what it was for.
(function (lab) {
  "use strict";
  const { ui } = lab, { h } = ui;

  /** A colour for each letter, near for letters of near vectors, and black or white for a number on it. */
  function paints(places) {
    const colors = [];
    for (let i = 0; i < places.length; i += 3) {
      const rgb = places.slice(i, i + 3).map(x => Math.round(70 + 180 * Math.min(1, Math.max(0, x))));
      const light = rgb.map(v => v / 255).map(v => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)).reduce((sum, v, k) => sum + [0.2126, 0.7152, 0.0722][k] * v, 0);
      colors.push({ ground: `rgb(${rgb})`, ink: light > 0.179 ? "#000" : "#fff" });
    }
    return colors;
  }

  lab.figure("words", async (stage, api) => {
    const [stored, examples, random] = await Promise.all([lab.load("words-vq"), lab.examples(), lab.math.random(5)]);
    const model = new lab.math.Speller(stored), { positions, codes } = model, colors = paints(stored.places);
    const from = (list, i) => list.slice(i * positions, (i + 1) * positions);
    const before = new Float32Array(784), after = new Float32Array(784), change = new Float32Array(784);
    let digit = 7, spelled = -1, word = from(stored.examples, digit), at = 0, last = null, taken = 0;

    const letter = (label, click) => h("button", { type: "button", class: "letter", "aria-label": label, click });
    const tint = (element, code) => { element.style.background = colors[code].ground; element.style.color = colors[code].ink; element.textContent = code; };
    const places = Array.from({ length: positions }, (_, m) => letter("", () => { at = m; last = null; update(); write(); }));
    const alphabet = Array.from({ length: codes }, (_, code) => letter(`Write ${code}`, () => { put(code); write(); }));
    alphabet.forEach(tint);
    const given = ui.digitCanvas("The image that is spelled"), image = ui.digitCanvas("What the word decodes to"), difference = ui.digitCanvas("What the last change of a letter has changed");
    const origin = h("div", {}, h("div", { class: "frame" }, given), h("div", { class: "cap" }, h("b", { class: "q-x" }, "x"), " given"));
    const changed = h("div", {}, h("div", { class: "frame" }, difference), h("div", { class: "cap" }, "what it changed"));
    const words = h("p", { class: "status", role: "status" });
    const picker = lab.digitPicker(examples, digit, (key, carried) => take(key !== "yours" && digit % 10 === key ? (digit + 10) % examples.length : key).then(() => { if (!carried) write(); }));

    const write = () => api.write({ ...(digit === null ? {} : { digit }), at, word });
    function start(next, label) {
      [word, at, last] = [next, 0, null];
      picker.set(label);
      update();
    }
    /** The word of a test digit is stored. That of the reader's own is the encoder's, which comes once there is a drawing. */
    async function take(key) {
      const mine = ++taken;
      if (key === "yours" && !model.encoder) {
        words.textContent = "Loading the encoder …";
        try { model.learn(await lab.load("encoder-vq")); } catch (error) { words.textContent = `Your drawing cannot be spelled: ${error.message}.`; return; }
      }
      if (mine !== taken) return;
      digit = key;
      const { pixels, label } = lab.given(examples, key);
      start(key === "yours" ? model.spell(pixels) : from(stored.examples, key), key === "yours" ? key : label);
    }
    function invent(next) {
      taken++;
      digit = null;
      start(next, null);
    }
    function put(code) {
      last = { at, old: word[at] };
      word = word.map((own, m) => (m === at ? code : own));
      update();
    }

    function update() {
      model.decode(word, after);
      ui.ink(image, after);
      origin.hidden = digit === null;
      if (digit !== null) ui.ink(given, lab.given(examples, digit).pixels);
      changed.hidden = !last;
      if (last) model.decode(word.map((own, m) => (m === last.at ? last.old : own)), before);
      for (let i = 0; i < change.length; i++) change[i] = last ? after[i] - before[i] : 0;
      ui.signed(difference, change, 1);
      places.forEach((place, m) => {
        tint(place, word[m]);
        place.setAttribute("aria-label", `Letter ${m + 1}: ${word[m]}`);
        place.setAttribute("aria-pressed", String(m === at));
      });
      alphabet.forEach((element, code) => element.setAttribute("aria-pressed", String(code === word[at])));
      const what = digit === null ? "A word of nobody’s." : `The word of ${lab.given(examples, digit).name}.`;
      words.textContent = last ? `Letter ${last.at + 1} is ${word[last.at]} in place of ${last.old}: the third picture has what that adds and takes.` : `${what} Letter ${at + 1} is ${word[at]}: choose another in the alphabet.`;
    }

    stage.replaceChildren(h("div", { class: "pair" },
      h("div", { class: "cell" }, h("div", { class: "cap" }, `a word of ${positions} letters; press one`),
        ui.group("The word", "letters word", places),
        h("div", { class: "trio gap" },
          origin,
          h("div", {}, h("div", { class: "frame" }, image), h("div", { class: "cap" }, h("b", { class: "q-x" }, "x̂"), " of the word")),
          changed),
        words,
        h("div", { class: "cap gap" }, "the word of a test digit, press again for another, or of what you draw in Figure 1"), picker.element),
      h("div", { class: "cell" }, h("div", { class: "cap" }, `the alphabet, ${codes} letters: press one to write it`),
        ui.group("The alphabet", "letters", alphabet),
        h("div", { class: "row" },
          ui.button("A word of the learnt prior", () => { spelled = (spelled + 1) % (stored.spelled.length / positions); invent(from(stored.spelled, spelled)); write(); }),
          ui.button("Any letters", () => { invent(Array.from({ length: positions }, () => Math.floor(random() * codes))); write(); })))));
    if (lab.yours.pixels) take("yours");
    return {
      draw() { picker.draw(); update(); },
      async set(state) {
        if (state.digit !== undefined) await take(lab.digitOf(state.digit, examples.length, 0));
        else if (state.word) invent(from(stored.spelled, 0));
        const wanted = state.word ? lab.numbers(state.word).map(Math.round) : [];
        if (wanted.length === positions && wanted.every(code => code >= 0 && code < codes)) word = wanted;
        at = lab.whole(state.at, positions - 1, 0);
        update();
      },
    };
  });
})(globalThis.VAELAB ??= {});
