// What the page weighs, and, where asked for, how fast it is.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { close, figure, inBrowser, visit } from "./browser.mjs";

after(close);
const root = new URL("../../", import.meta.url), page = readFileSync(new URL("index.html", root), "utf8");
const weigh = paths => paths.reduce((sum, path) => sum + gzipSync(readFileSync(new URL(path, root))).length, 0) / 1024;
const data = readdirSync(new URL("site/data/", root)).map(name => `site/data/${name}`);
const scripts = readdirSync(new URL("site/", root)).filter(name => name.endsWith(".js") && name !== "report.js").map(name => `site/${name}`);
const sheets = [...page.matchAll(/<link rel="stylesheet" href="([^"]+)"/g)].map(match => match[1]);
const own = ["index.html", "script.js", ...sheets, ...scripts], first = ["index.html", ...sheets, ...[...page.matchAll(/<script defer src="([^"]+)"/g)].map(match => match[1])];

function within(context, paths, limit) {
  const size = weigh(paths);
  context.diagnostic(`${size.toFixed(0)} of ${limit} KB, compressed`);
  assert.ok(paths.length > 0 && size <= limit, `${size.toFixed(0)} KB, and ${limit} are allowed`);
}

test("The page without data is at most 180 KB", context => within(context, own, 180));

test("The subset of Inter has every character of the page", () => {
  const has = new Set(readFileSync(new URL("site/fonts/inter.css", root), "utf8").split("\n")[1]), used = ["index.html", "script.js", ...scripts].flatMap(path => [...readFileSync(new URL(path, root), "utf8")]);
  assert.deepEqual([...new Set(used)].filter(c => c >= " " && !has.has(c)), [], "make it anew: site/fonts/README.md");
});

test("The page with its first figure is at most 800 KB", context =>
  within(context, [...first, "model-2d", "codes-2d", "digits"].map(path => (path.includes(".") ? path : `site/data/${path}.js`)), 800));

test("The models of all three experiments are at most 2.5 MB", context =>
  within(context, data.filter(path => /\/(model|codes)-(2d|3d|correlated)\.js$/.test(path)), 2560));

for (const path of data.filter(each => /\/model-/.test(each))) {
  test(`One model and its codes are at most 800 KB: ${path}`, context => within(context, [path, path.replace("model-", "codes-")], 800));
}

for (const path of data.filter(each => /\/(prior|layers|words|encoder|autoencoder)-/.test(each))) {
  test(`A part of a model is at most 800 KB: ${path}`, context => within(context, [path], 800));
}

test("The first figure asks for nothing beyond its own data", inBrowser, () => visit({ before: "globalThis.IntersectionObserver = class { observe() {} unobserve() {} }" }, async reader => {
  await reader.locator("#draw.live").waitFor();
  const asked = await reader.evaluate(() => Object.keys(VAELAB_DATA).sort());
  assert.deepEqual(asked, ["codes-2d", "digits", "model-2d"]);
}));

for (const width of [390, 1440]) test(`Nothing moves while the page loads and is scrolled through, at ${width} pixels`, inBrowser, context => visit({ width, height: 900, before: `globalThis.moved = 0;
  new PerformanceObserver(list => list.getEntries().forEach(entry => { if (!entry.hadRecentInput) moved += entry.value; })).observe({ type: "layout-shift", buffered: true });` }, async reader => {
  await figure(reader, "draw");
  for (let i = 0; i < 25; i++) {
    await reader.mouse.wheel(0, 900);
    await reader.waitForTimeout(150);
  }
  const moved = await reader.evaluate(() => globalThis.moved);
  context.diagnostic(`layout shift ${moved.toFixed(4)}`);
  assert.ok(moved <= 0.01, String(moved));
}));

const timing = process.env.VAELAB_TIMING ? inBrowser.skip : "set VAELAB_TIMING to measure, on a machine with nothing else to do";
const quantile = (values, share) => values.sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))];

test("A decode takes at most 2 ms, 95 times of 100", { ...inBrowser, skip: timing }, context => visit({}, async reader => {
  await figure(reader, "draw");
  const times = await reader.evaluate(async () => {
    const model = await VAELAB.model("2d"), taken = [];
    for (let i = 0; i < 600; i++) {
      const start = performance.now();
      model.decode([Math.sin(i), Math.cos(i)]);
      taken.push(performance.now() - start);
    }
    return taken.slice(100);
  });
  context.diagnostic(`median ${quantile(times, 0.5).toFixed(2)} ms, p95 ${quantile(times, 0.95).toFixed(2)} ms`);
  assert.ok(quantile(times, 0.95) <= 2);
}));

for (const id of ["draw", "roam", "reparam", "elbo", "space", "prior", "conditional", "judge"]) test(`From a drag to its pixels it takes at most 16 ms: ${id}`, { ...inBrowser, skip: timing }, context => visit({}, async reader => {
  const root = await figure(reader, id);
  await reader.waitForTimeout(1500);
  await root.locator(".plane, .space").first().evaluate(plane => {
    const box = plane.getBoundingClientRect(), send = (type, i) => plane.dispatchEvent(new PointerEvent(type, { pointerId: 1, clientX: box.left + 100 + i, clientY: box.top + 150, bubbles: true }));
    plane.setPointerCapture = () => {};
    Object.assign(globalThis, { taken: [], send });
    send("pointerdown", 0);
  });
  const times = await reader.evaluate(async () => {
    for (let i = 1; i < 120; i++) {
      await new Promise(done => setTimeout(done, 20));
      let frame = 0;
      const start = performance.now();
      requestAnimationFrame(() => { frame = performance.now(); });
      send("pointermove", i);
      const moved = performance.now() - start;
      await new Promise(done => requestAnimationFrame(() => { taken.push(moved + performance.now() - frame); done(); }));
    }
    return taken;
  });
  context.diagnostic(`median ${quantile(times, 0.5).toFixed(1)} ms, p95 ${quantile(times, 0.95).toFixed(1)} ms, the wait for the next frame left out`);
  assert.ok(quantile(times, 0.95) <= 16);
}));

test("400 places of the plane are decoded in 600 ms, no task above 50 ms", { ...inBrowser, skip: timing }, context => visit({}, async reader => {
  await figure(reader, "draw");
  const { whole, longest } = await reader.evaluate(async () => {
    const model = await VAELAB.model("2d"), start = performance.now();
    let n = 0, longest = 0;
    new PerformanceObserver(list => list.getEntries().forEach(task => { longest = Math.max(longest, task.duration); })).observe({ type: "longtask" });
    await new Promise(done => VAELAB.ui.inSlices(() => {
      model.decode([n % 20 / 4 - 2.5, Math.floor(n / 20) / 4 - 2.5]);
      return ++n < 400;
    }, done));
    const whole = performance.now() - start;
    await new Promise(done => setTimeout(done, 200));
    return { whole, longest };
  });
  context.diagnostic(`${whole.toFixed(0)} ms, ${longest ? `a task of ${longest.toFixed(0)} ms` : "no task above 50 ms"}`);
  assert.ok(whole <= 600 && longest <= 50);
}));

for (const [throttle, limit] of [[1, 1000], [4, 3000]]) {
  test(`The first figure is usable after ${limit} ms at a ${throttle}× slower CPU`, { ...inBrowser, skip: timing }, context => visit({}, async reader => {
    const session = await reader.context().newCDPSession(reader);
    await session.send("Emulation.setCPUThrottlingRate", { rate: throttle });
    const times = [];
    for (let i = 0; i < 5; i++) {
      await reader.reload();
      await reader.locator("#draw.live").waitFor();
      times.push(await reader.evaluate(() => performance.getEntriesByName("vaelab-draw")[0].startTime));
    }
    context.diagnostic(`median ${quantile(times, 0.5).toFixed(0)} ms`);
    assert.ok(quantile(times, 0.5) <= limit);
  }));
}
