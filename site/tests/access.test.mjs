// The page for everyone: axe, the keyboard, narrow and wide screens, calm, no script, print.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { FIGURES, close, figure, inBrowser, pixels, settle, violations, visit } from "./browser.mjs";

after(close);
const see = (name, options, use) => test(name, inBrowser, () => visit(options, use));
/** A second state of each figure, as far from the first as it gets. */
const STATES = {
  plain: "a=40,-20&v=0.3,0.9&seed=4", bound: "digit=4&from=encoder", net: "digit=3&unit=mu.1&e=1,-1", bells: "mu=-2&sigma=0.3",
  draw: "digit=39&d=10", roam: "a=-2,0.2&b=1.6,0.2&show=speed", reparam: "mu=-1.5,1&sigma=0.7,0.7&direct=1", elbo: "force=both&beta=100",
  film: "frame=0", space: "axis=0&at=1", prior: "rho=0.9&show=holes", three: "digit=18", betas: "d=10&beta=16", train: "beta=1&rate=1",
  conditional: "digit=13&class=7", judge: "prior=swiss-roll&digit=7&show=prior", layers: "digit=16&far=0.3",
  words: "digit=8&at=5&word=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16",
};
test("Every figure has a second state to look at", () => assert.deepEqual(Object.keys(STATES).sort(), FIGURES.toSorted()));

for (const colorScheme of ["light", "dark"]) {
  see(`axe finds nothing in the page and in any figure's states, ${colorScheme}`, { colorScheme, reducedMotion: "reduce" }, async page => {
    for (const id of FIGURES) await figure(page, id);
    for (const details of await page.locator(".steps details").all()) await details.evaluate(element => { element.open = true; });
    assert.deepEqual(await violations(page, "body"), []);
    for (const [id, state] of Object.entries(STATES)) {
      await page.evaluate(to => { location.hash = to; }, `#${id}?${state}`);
      const root = await figure(page, id);
      if (id === "train") {
        await root.getByRole("button", { name: "Play" }).click();
        await root.getByText("was no number").waitFor();
      }
      assert.deepEqual(await violations(page, `#${id}`), [], `${id}?${state}`);
    }
  });
}

for (const colorScheme of ["light", "dark"]) {
  see(`Words are 4.5 : 1 and marks 3 : 1 at least, on page and panel, ${colorScheme}`, { colorScheme }, async page => {
    const faint = await page.evaluate(() => {
      const { color, ui, digitColor } = VAELAB, channels = text => (text.startsWith("#") ? ui.rgb(text) : text.match(/\d+/g).map(Number));
      const luminance = text => channels(text).map(v => v / 255).map(v => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)).reduce((sum, v, i) => sum + [0.2126, 0.7152, 0.0722][i] * v, 0);
      const contrast = (a, b) => { const [x, y] = [luminance(a), luminance(b)]; return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05); };
      const words = ["ink", "muted", "mu", "sigma", "eps", "z", "x", "kl", "total", "prior"].flatMap(name => ["paper", "panel"].map(on => [`${name} on ${on}`, contrast(color(name), color(on)), 4.5]));
      const marks = [...Array(10).keys()].map(digit => [`digit ${digit}`, contrast(digitColor(digit), color("panel")), 3]);
      return [...words, ["line", contrast(color("line"), color("panel")), 3], ...marks].filter(([, value, least]) => !(value >= least));
    });
    assert.deepEqual(faint, []);
  });
}

see("A tour without a mouse: every figure answers to keys, and focus is always visible", { reducedMotion: "reduce" }, async page => {
  const press = async (root, role, name, key, times = 1) => {
    const control = root.getByRole(role, { name }).first();
    await control.focus();
    for (let i = 0; i < times; i++) await page.keyboard.press(key);
    await settle(page);
    return control;
  };
  const changes = async (canvas, act, what) => {
    const before = await pixels(canvas);
    await act();
    for (let i = 0; i < 100 && await pixels(canvas) === before; i++) await page.waitForTimeout(100);
    assert.ok(await pixels(canvas) !== before, what);
  };

  const draw = await figure(page, "draw");
  await changes(draw.locator(".out canvas").first(), async () => {
    await draw.locator(".pad").focus();
    await page.keyboard.press("Delete");
    await page.keyboard.press("Space");
    for (let i = 0; i < 14; i++) await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Space");
  }, "a stroke by keys");
  await changes(draw.locator(".out canvas").first(), () => press(draw, "application", "The latent plane", "Shift+ArrowRight"), "z by keys");
  const plain = await figure(page, "plain");
  await changes(plain.getByLabel("What the autoencoder decodes at z"), () => press(plain, "application", "The plane of the autoencoder", "Shift+ArrowRight"), "the autoencoder's z by keys");
  const bound = await figure(page, "bound");
  await changes(bound.locator(".plane"), () => press(bound, "button", "Draw 500 others", "Enter"), "other points by keys");
  const net = await figure(page, "net");
  await changes(net.locator(".layer").nth(1), () => press(net, "application", "h₁", "ArrowRight", 2), "another unit by keys");
  const bells = await figure(page, "bells");
  await changes(bells.locator(".bells"), () => press(bells, "application", "Two bells", "ArrowRight", 3), "the bell by keys");
  const roam = await figure(page, "roam");
  await changes(roam.locator(".big canvas"), () => press(roam, "application", "The latent plane", "Shift+ArrowUp"), "roaming by keys");
  const reparam = await figure(page, "reparam");
  await changes(reparam.locator(".plane"), () => press(reparam, "application", "The latent plane", "Shift+ArrowLeft"), "μ by keys");
  const elbo = await figure(page, "elbo");
  await changes(elbo.locator(".plane"), () => press(elbo, "button", "One step", "Enter"), "a step by keys");
  const film = await figure(page, "film");
  await changes(film.locator(".plane"), () => press(film, "slider", "Moment", "Home"), "the film by keys");
  const space = await figure(page, "space");
  await changes(space.locator(".space"), () => press(space, "application", "Codes in three dimensions", "Shift+ArrowLeft"), "turning by keys");
  await changes(space.locator(".space"), () => press(space, "application", "Codes in three dimensions", "PageUp"), "the slice by keys");
  const prior = await figure(page, "prior");
  await changes(prior.locator(".plane"), () => press(prior, "application", "The latent plane", "Shift+ArrowRight"), "the correlation by keys");
  const three = await figure(page, "three");
  await changes(three.locator(".plane").first(), () => press(three, "button", "A 0", "Enter"), "a digit by keys");
  const betas = await figure(page, "betas");
  await changes(betas.locator(".chart"), () => press(betas, "button", "10 dimensions", "Space"), "dimensions by keys");
  const train = await figure(page, "train");
  await changes(train.locator(".plane"), async () => {
    await press(train, "button", "Step", "Enter");
    await train.getByText("Step 1,").waitFor();
  }, "a step of training by keys");
  const conditional = await figure(page, "conditional");
  await changes(conditional.locator(".sheet canvas").first(), () => press(conditional, "application", "The plane of styles", "Shift+ArrowRight"), "a style by keys");
  const judge = await figure(page, "judge");
  await changes(judge.getByLabel("The image of z"), () => press(judge, "application", "The latent plane", "Shift+ArrowLeft"), "a judged point by keys");
  const layers = await figure(page, "layers");
  await changes(layers.getByLabel("The image of all layers"), () => press(layers, "button", "Go on with draw 2 of layer 1", "Enter"), "a layer by keys");
  const words = await figure(page, "words");
  await changes(words.locator(".digit").nth(1), () => press(words, "button", "Write 3", "Enter"), "a letter by keys");
});

see("Tab alone comes to every figure, and each stop shows that it has the focus", { reducedMotion: "reduce" }, async page => {
  for (const id of FIGURES) await figure(page, id);
  await page.evaluate(() => { location.hash = ""; scrollTo(0, 0); });
  const seen = new Set();
  let stops = 0;
  for (; stops < 400; stops++) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const element = document.activeElement, style = getComputedStyle(element);
      if (element === document.body) return null;
      const box = element.getBoundingClientRect();
      element.dataset.stop ??= String(Math.random());
      return { key: element.dataset.stop, html: element.outerHTML.slice(0, 120), shown: box.width > 0 && box.height > 0, ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2, figure: element.closest("[data-figure]")?.id };
    });
    if (!stop || seen.has(stop.key)) break;
    seen.add(stop.key);
    if (stop.figure) seen.add(stop.figure);
    assert.ok(stop.shown && stop.ring, `no visible focus on ${stop.html}`);
  }
  for (const id of FIGURES) assert.ok(seen.has(id), `Tab never comes to ${id}`);
  assert.ok(stops <= 300, `${stops} stops: a group of buttons is one`);
});

see("A group of buttons is one stop of Tab, and arrows go through it", { reducedMotion: "reduce" }, async page => {
  const root = await figure(page, "words"), alphabet = root.getByRole("group", { name: "The alphabet" }), focused = () => page.evaluate(() => document.activeElement.getAttribute("aria-label"));
  await alphabet.getByRole("button").first().focus();
  await page.keyboard.press("ArrowRight");
  assert.equal(await focused(), "Write 1");
  await page.keyboard.press("ArrowDown");
  assert.equal(await focused(), "Write 9");
  await page.keyboard.press("End");
  assert.equal(await focused(), "Write 63");
  assert.equal(await alphabet.locator("[tabindex='0']").count(), 1);
});

for (const width of [320, 375, 768, 1280, 1920, 3840]) {
  see(`At ${width} pixels nothing scrolls sideways, and what one touches is 44 pixels high`, { width, height: 900, reducedMotion: "reduce" }, async page => {
    for (const id of FIGURES) await figure(page, id);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
    const small = await page.evaluate(() => [...document.querySelectorAll("button, input[type=range], summary, .toggle, .menu a")].filter(element => {
      const box = element.getBoundingClientRect();
      return box.width > 0 && (box.height < 43.5 || (element.matches("button") && box.width < 43.5));
    }).map(element => `${element.outerHTML.slice(0, 90)} ${element.getBoundingClientRect().width} × ${element.getBoundingClientRect().height}`));
    assert.deepEqual(small, []);
    assert.deepEqual(await page.locator(".steps li:not([hidden]) .go").evaluateAll(all => all.filter(link => [...link.getClientRects()].some(line => line.height < 24)).map(link => link.textContent)), [], "a link of a step is 24 pixels high");
    const wide = await page.evaluate(limit => [...document.querySelectorAll("main *")].filter(element => element.getBoundingClientRect().right > limit + 1 && !element.closest("pre, .eq, .tablewrap")).map(element => element.outerHTML.slice(0, 90)), width);
    assert.deepEqual(wide, []);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
  });
}

see("Who wants calm gets it: nothing moves by itself", { reducedMotion: "reduce", hash: "#elbo?force=kl" }, async page => {
  const root = await figure(page, "elbo");
  await page.waitForTimeout(700);
  const before = await pixels(root.locator(".plane"));
  await page.waitForTimeout(500);
  assert.equal(await pixels(root.locator(".plane")), before);
  await root.getByRole("button", { name: "Let go" }).waitFor();
});

see("Without JavaScript there are all of the text, pictures and numbers", { javaScriptEnabled: false }, async page => {
  const main = await page.locator("main").innerText();
  for (const words of ["Squeeze, and hope", "Move the dice out of the way", "The figures need JavaScript"]) assert.ok(main.includes(words), words);
  assert.equal(await page.locator(".fallback:visible").count(), FIGURES.length);
  for (const image of await page.locator(".fallback").all()) {
    await image.scrollIntoViewIfNeeded();
    await page.waitForTimeout(100);
    assert.ok((await image.boundingBox()).height > 100);
  }
  for (const number of await page.locator("[data-number]").allInnerTexts()) assert.match(number, /^\d+(\.\d+)?( ± \d+\.\d|%)?$/);
});

see("It prints: light, without controls, with every figure and answer", { colorScheme: "dark" }, async page => {
  const draw = await figure(page, "draw"), screen = await pixels(draw.locator(".out canvas").first());
  await page.emulateMedia({ media: "print" });
  assert.notEqual(await pixels(draw.locator(".out canvas").first()), screen, "ink of the dark theme would not show on paper");
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(255, 255, 255)");
  assert.ok(!await page.locator(".top").isVisible());
  await page.waitForFunction(() => !document.querySelector(".fig.loading"));
  const unseen = await page.evaluate(() => [...document.querySelectorAll("[data-figure]:not(.live) .fallback")].filter(image => getComputedStyle(image).display === "none").length);
  assert.equal(unseen, 0, "a figure that never came to life prints its picture");
  assert.ok(await page.locator(".fallback").count() > 0);
  for (const id of FIGURES) assert.ok((await figure(page, id)) && await page.locator(`#${id} .steps li`).last().isVisible(), `${id}: each step and answer is printed`);
  await page.emulateMedia({ media: "print" });
  const slice = await page.getByLabel("The slice, decoded").evaluate(canvas => { const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height); return Math.max(...data.filter((_, i) => i % 4 === 0).filter((_, i) => data[4 * i + 3] > 200)); });
  assert.ok(slice < 100, "the decoded slice is dark ink on white");
  assert.equal(await page.locator("#draw .lossbar").evaluate(bar => getComputedStyle(bar).printColorAdjust), "exact");
  const pdf = await page.pdf({ format: "A4" }), sheets = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g).length;
  assert.ok(sheets <= 14, `${sheets} sheets`);
});

for (const width of [768, 1024]) see(`On a tablet of ${width} pixels figures keep their columns`, { width, height: 1024, reducedMotion: "reduce" }, async page => {
  for (const id of ["draw", "roam", "three"]) {
    const root = await figure(page, id);
    const columns = await root.locator(".machine, .pair, .triple").first().evaluate(grid => getComputedStyle(grid).gridTemplateColumns.split(" ").length);
    assert.ok(columns >= 2, `${id} has one column`);
  }
});

see("On a projector letters grow with the screen", { width: 1920, height: 1080 }, async page => {
  assert.ok(await page.evaluate(() => parseFloat(getComputedStyle(document.querySelector(".chapter p:not(.kicker)")).fontSize)) >= 21);
});

/** A finger that goes 240 pixels up from a place of an element; says how far the page has scrolled. */
async function swipe(page, element, at) {
  await element.evaluate(target => target.scrollIntoView({ block: "center" }));
  await settle(page);
  const box = await element.boundingBox(), session = await page.context().newCDPSession(page), before = await page.evaluate(() => scrollY), x = box.x + at[0] * box.width, y = box.y + at[1] * box.height;
  const touch = (type, up) => session.send("Input.dispatchTouchEvent", { type, touchPoints: type === "touchEnd" ? [] : [{ x, y: y - up }] });
  await touch("touchStart", 0);
  for (let up = 20; up <= 240; up += 20) await touch("touchMove", up);
  await touch("touchEnd");
  await page.waitForTimeout(150);
  return await page.evaluate(() => scrollY) - before;
}

see("A swipe that begins on a plane scrolls the page; one that takes hold of a handle drags", { width: 390, height: 844, hasTouch: true, isMobile: true, reducedMotion: "reduce" }, async page => {
  for (const id of FIGURES) {
    const root = await figure(page, id);
    for (const plane of await root.locator(".plane, .space, .chart").all()) assert.ok(await swipe(page, plane, [0.12, 0.9]) > 150, `${id} does not scroll`);
  }
  await page.evaluate(() => { location.hash = "#roam?a=-1.6,0.4&b=1.2,-0.9"; });
  const root = await figure(page, "roam"), place = await root.locator(".place").innerText();
  assert.ok(Math.abs(await swipe(page, root.locator(".plane"), [0.5 - 1.6 / 7.2, 0.5 - 0.4 / 7.2])) < 5, "a finger on A drags it");
  assert.notEqual(await root.locator(".place").innerText(), place);
});

see("The theme follows the system until someone chooses, and the choice stays", { colorScheme: "dark" }, async page => {
  const paper = () => page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--paper").trim());
  const dark = await paper();
  await page.getByRole("button", { name: "Use the light theme" }).click();
  assert.notEqual(await paper(), dark);
  await page.reload();
  assert.notEqual(await paper(), dark);
});

see("Code can be copied, and pictures enlarge", {}, async page => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "Copy" }).first().click();
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /public VaeLoss Loss\(Tensor x/);
  const picture = page.locator(".gallery a").first();
  await picture.click();
  await page.locator("dialog[open] img").waitFor();
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("dialog[open]").count(), 0);
  assert.ok(await picture.evaluate(element => element === document.activeElement));
});
