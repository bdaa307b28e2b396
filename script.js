// The page itself: contents, theme, code, pictures, and when figures come to life. The figures are in site/.
(function (lab) {
  "use strict";
  const root = document.documentElement;

  // ---- Theme: the system's, until someone chooses ----
  const dark = matchMedia("(prefers-color-scheme: dark)"), theme = document.querySelector(".theme");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : dark.matches);
  function themed() {
    theme.replaceChildren(isDark() ? "☀" : "☾", lab.ui.h("span", {}, isDark() ? "Light" : "Dark"));
    theme.setAttribute("aria-label", isDark() ? "Use the light theme" : "Use the dark theme");
    lab.themeChanged();
  }
  theme.hidden = false;
  theme.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    try { localStorage.setItem("vaelab-theme", root.dataset.theme); } catch { /* A page from disk may not be allowed to remember. */ }
    themed();
  });
  dark.addEventListener("change", themed);
  matchMedia("print").addEventListener("change", () => lab.themeChanged(true));

  // ---- Code: colours, and a button to copy ----
  const KEYWORDS = /^(public|private|internal|static|override|abstract|sealed|record|class|return|new|null|var|using|double|float|int|string|bool|void|foreach|for|in|if|else|is|this)$/;
  for (const pre of document.querySelectorAll(".code pre")) {
    const code = pre.querySelector("code"), text = code.textContent;
    if (pre.dataset.source) {
      // A comment at the end of a line stands above it here, so that no width cuts it off.
      const lines = text.split("\n").flatMap(line => { const [, indent, code, comment] = /^(\s*)(.*?\S)\s{2,}(\/\/.*)$/.exec(line) || []; return comment ? [indent + comment, indent + code] : [line]; });
      code.replaceChildren(...lines.map(line => lab.ui.h("span", { class: "line" }, ...line.split(/(\/\/[^\n]*|"(?:[^"\\]|\\.)*"|\b\d+(?:\.\d+)?f?\b|\b[A-Za-z_]\w*\b)/).map((part, i) => {
        if (i % 2 === 0) return part;
        const kind = part.startsWith("//") ? "c" : part.startsWith("\"") ? "s" : /^\d/.test(part) ? "n" : KEYWORDS.test(part) ? "k" : /^[A-Z]/.test(part) ? "t" : null;
        return kind ? lab.ui.h("span", { class: kind }, part) : part;
      }))));
    }
    const copy = lab.ui.button("Copy", async () => {
      try { await navigator.clipboard.writeText(text); } catch {
        getSelection().selectAllChildren(code);
        document.execCommand("copy");
        getSelection().removeAllRanges();
      }
      copy.textContent = "Copied";
      setTimeout(() => { copy.textContent = "Copy"; }, 1500);
    });
    pre.previousElementSibling.append(copy);
  }

  // ---- Pictures enlarge ----
  const box = document.querySelector(".lightbox");
  for (const link of document.querySelectorAll(".gallery a")) {
    link.addEventListener("click", event => {
      const picture = link.querySelector("img");
      event.preventDefault();
      Object.assign(box.querySelector("img"), { src: picture.src, alt: picture.alt });
      box.showModal();
    });
  }

  // ---- Contents ----
  const menu = document.querySelector(".menu");
  menu.addEventListener("click", event => { if (event.target.closest("a")) menu.open = false; });
  menu.addEventListener("keydown", event => { if (event.key === "Escape") { menu.open = false; menu.querySelector("summary").focus(); } });
  document.addEventListener("click", event => { if (!menu.contains(event.target)) menu.open = false; });
  const links = new Map([...document.querySelectorAll(".side a")].map(link => [link.getAttribute("href").slice(1), link]));
  const chapters = [...document.querySelectorAll(".hero, .chapter")];
  let asked = false;
  function place() {
    asked = false;
    const hero = chapters[0].getBoundingClientRect();
    root.classList.toggle("scrolled", hero.bottom < 60);
    const here = chapters.filter(chapter => chapter.getBoundingClientRect().top < innerHeight * 0.4).pop();
    links.forEach((link, id) => (here && (here.id || "draw") === id ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current")));
  }
  addEventListener("scroll", () => { if (!asked) { asked = true; requestAnimationFrame(place); } }, { passive: true });

  // ---- "Try this": one step at a time. Its button sets the figure; the question comes before the answer ----
  let lecture = null;
  for (const steps of document.querySelectorAll(".steps")) {
    const items = [...steps.querySelectorAll("li")], figure = steps.closest("figure"), details = items.map(item => item.querySelector("details"));
    const go = at => {
      items.forEach((item, i) => { item.hidden = i !== at; details[i].open = false; });
      buttons.forEach((b, i) => b.setAttribute("aria-pressed", String(i === at)));
      steps.dataset.at = at;
    };
    const set = at => {
      go(at);
      const hash = items[at].querySelector("a").getAttribute("href");
      history.pushState(null, "", hash);
      followed(hash, false);
    };
    const buttons = items.map((_, i) => lab.ui.button(String(i + 1), () => set(i), { "aria-label": `Step ${i + 1}` }));
    const fill = lab.ui.button("Full screen", () => lecturing(figure, lecture !== figure), { class: "fill" });
    steps.prepend(lab.ui.h("div", { class: "walk" }, "Try this", lab.ui.group("Steps to try", "walk", buttons), fill));
    steps.step = by => {
      const at = Number(steps.dataset.at), open = details[at].open;
      if (by > 0 && !open) details[at].open = true;
      else if (items[at + by]) set(at + by);
    };
    go(0);
  }

  // ---- A lecture: a figure fills the screen; → reveals, then goes on; ← goes back; Escape leaves ----
  function lecturing(figure, on) {
    if (lecture && lecture !== figure) lecturing(lecture, false);
    lecture = on ? figure : null;
    figure.classList.toggle("lecture", on);
    root.classList.toggle("lecturing", on);
    if (!on) root.classList.remove("bare");
    figure.querySelector(".fill").textContent = on ? "Leave the lecture" : "Full screen";
    for (let inner = figure; inner !== document.body; inner = inner.parentElement)
      for (const other of inner.parentElement.children) if (other !== inner && !other.matches("script, dialog")) other.inert = on;
    if (on) figure.querySelector(".fill").focus({ preventScroll: true });
    else figure.scrollIntoView();
  }
  addEventListener("keydown", event => {
    if (!lecture || event.target.closest("canvas, input, .choice, .picks")) return;
    if (event.key === "Escape") lecturing(lecture, false);
    else if (event.key === "ArrowRight" || event.key === "PageDown") lecture.querySelector(".steps").step(1);
    else if (event.key === "ArrowLeft" || event.key === "PageUp") lecture.querySelector(".steps").step(-1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);

  // ---- A term under the pointer lights up its quantity in the chapter; for a finger, a tap; for keys, arrows on an equation ----
  const TERMS = lab.QUANTITIES.map(name => `:is(.eq, .stage) .q-${name}`).join();
  const quantity = term => lab.QUANTITIES.find(name => term.classList.contains(`q-${name}`));
  const point = event => {
    const term = event.target.closest(TERMS);
    for (const chapter of document.querySelectorAll("[data-lit]")) if (!chapter.contains(term)) lab.light(null, chapter);
    if (term) lab.light(quantity(term), term);
  };
  document.addEventListener("pointerover", event => { if (event.pointerType !== "touch" && lab.ui.moved(event) && !event.target.closest("canvas.plane, canvas.chart")) point(event); });
  document.addEventListener("pointerdown", event => { if (event.pointerType === "touch") point(event); });
  for (const equation of document.querySelectorAll(".eq")) {
    const terms = [...new Set([...equation.querySelectorAll(TERMS)].map(quantity))];
    if (!terms.length || !equation.closest(".chapter").querySelector(".stage")) continue;
    Object.assign(equation, { tabIndex: 0, ariaLabel: "An equation. Left and right arrows light up its terms in the figures.", role: "group" });
    equation.addEventListener("keydown", event => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key], at = terms.indexOf(lab.lit(equation));
      if (by) lab.light(terms[at < 0 && by < 0 ? terms.length - 1 : (at + by + terms.length) % terms.length], equation);
      if (event.key === "Escape") lab.light(null, equation);
    });
    equation.addEventListener("blur", () => lab.light(null, equation));
  }

  // ---- Figures come to life shortly before they come into view; the first at once ----
  const soon = new IntersectionObserver(entries => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      soon.unobserve(entry.target);
      lab.show(entry.target.dataset.figure).catch(error => console.error(error));
    }
  }, { rootMargin: "500px 0px" });
  function followed(hash, scroll) {
    const words = new URLSearchParams(hash.split("?")[1]), figure = document.querySelector(`[data-figure="${CSS.escape(hash.slice(1).split("?")[0])}"]`);
    if (figure && words.has("lecture")) {
      lecturing(figure, true);
      root.classList.toggle("bare", words.has("bare"));
    }
    return lab.follow(hash, scroll && !lecture).catch(error => console.error(error));
  }
  followed("#draw", false);
  document.querySelectorAll("[data-figure]").forEach(figure => soon.observe(figure));
  if (location.hash.includes("?")) followed(location.hash, true);
  addEventListener("hashchange", () => followed(location.hash, location.hash.includes("?")));
  document.addEventListener("click", event => {
    const link = event.target.closest("a[href^='#'][href*='?']");
    if (!link) return;
    event.preventDefault();
    history.pushState(null, "", link.getAttribute("href"));
    followed(link.getAttribute("href"), true);
  });
  themed();
  requestAnimationFrame(place);
})(globalThis.VAELAB ??= {});
