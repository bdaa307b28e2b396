// A run's own report: trained a moment ago, opened from disk.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { WORDS, close, drag, inBrowser, pixels, settle, violations, visit } from "./browser.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
let folder;
before(() => {
  if (inBrowser.skip) return;
  folder = mkdtempSync(join(tmpdir(), "vaelab-"));
  const train = (out, ...options) => execFileSync("dotnet", ["run", "--project", "src/VaeLab.Cli", "--", "train", ...options, "--out", join(folder, out)], { cwd: root });
  train("run", "--experiment", "3d", "--epochs", "2", "--hidden", "64");
  train("colour", "--dataset", "emoji", "--likelihood", "discretized-logistic", "--hidden", "16", "--epochs", "3", "--figures", "none");
}, { timeout: 600_000 });
after(async () => {
  await close();
  if (folder) rmSync(folder, { recursive: true });
});
const see = (name, options, use) => test(name, inBrowser, () => visit({ ...options, file: options.file?.() ?? join(folder, "run/report.html") }, async page => {
  for (const id of ["latent", "images", "loss", "dimensions"]) await page.locator(`#${id}.live`).waitFor();
  await use(page);
}));

see("Its latent space can be roamed, along any two axes", {}, async page => {
  const big = page.getByLabel("The image decoded at z"), grid = page.getByLabel("The plane, decoded"), image = await pixels(big);
  await drag(page.locator("#latent .plane"), [0.5, 0.5], [0.3, 0.35]);
  assert.notEqual(await pixels(big), image);
  await page.waitForTimeout(500);
  const plane = await pixels(grid);
  await page.getByLabel("Axis to the right").selectOption("2");
  await page.waitForTimeout(500);
  assert.notEqual(await pixels(grid), plane);
  const before = await pixels(big);
  await page.getByRole("slider", { name: "z₁" }).press("End");
  assert.notEqual(await pixels(big), before);
});

see("What one draws is encoded as the engine would, and comes back", {}, async page => {
  const pad = page.locator("#latent .pad"), big = page.getByLabel("The image decoded at z"), place = () => page.locator("#latent .place").innerText();
  const [before, at] = [await pixels(big), await place()];
  await drag(pad, [0.5, 0.2], [0.5, 0.8]);
  assert.notEqual(await place(), at);
  assert.ok(await pixels(big) !== before);
  await page.locator("#latent").getByRole("button", { name: "Clear" }).click();
  assert.ok(await pad.evaluate(canvas => canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.every(v => v === 0)), "the pad is empty again");
  // A step of the images' pixels is 1/90: the mean of what the page encodes is near the engine's.
  const worst = await page.evaluate(() => { const { report, math } = VAELAB, x = math.readPixels(report.images.originals); return Math.max(...report.images.codes.flatMap((z, n) => report.encode(x.slice(784 * n, 784 * (n + 1))).map((v, j) => Math.abs(v - z[j])))); });
  assert.ok(worst < 0.05, `a mean differs by ${worst}`);
});

test("The command of the report trains the same run again", inBrowser, () => visit({ file: join(folder, "run/report.html") }, async page => {
  const command = await page.locator("code", { hasText: "vae train" }).innerText();
  assert.equal(command, "vae train --experiment 3d --hidden 64 --epochs 2");
}));

for (const [name, run] of [["gray", "run"], ["colours, by two outputs for each", "colour"]])
  see(`The page decodes what the engine decoded: ${name}`, { file: () => join(folder, run, "report.html") }, async page => {
    const worst = await page.evaluate(() => {
      const { report, math } = VAELAB, back = math.readPixels(report.images.reconstructions);
      return report.images.codes.map(z => report.decode(z)).reduce((worst, image, n) => Math.max(worst, ...image.map((value, i) => Math.abs(value - back[n * image.length + i]))), 0);
    });
    // A step of the pixels' text is 1/90; weights of 16 bits add a little.
    assert.ok(worst < 0.5 / 90 + 0.004, `a pixel differs by ${worst}`);
  });

see("Colours are drawn in colour", { file: () => join(folder, "colour/report.html") }, async page => {
  const [drawn, given] = await page.evaluate(() => {
    const { report, math } = VAELAB, canvas = document.querySelector("#images .film canvas"), x = math.readPixels(report.images.originals), area = canvas.width * canvas.height;
    const drawn = [...canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data];
    return [drawn, Array.from({ length: 4 * area }, (_, i) => i % 4 === 3 ? 255 : Math.round(255 * x[i % 4 * area + Math.floor(i / 4)]))];
  });
  assert.ok(drawn.every((value, i) => Math.abs(value - given[i]) <= 1));
  assert.ok(drawn.some((value, i) => i % 4 === 0 && Math.abs(value - drawn[i + 2]) > 60), "red and blue differ somewhere");
});

for (const width of [390, 1280])
  see(`Long names of classes are all read, below the plane, and marks on it lie apart, at ${width} pixels`, { file: () => join(folder, "colour/report.html"), width, before: WORDS }, async page => {
    assert.deepEqual(await page.evaluate(() => globalThis.wordsAstray(document.getElementById("latent"))), []);
    const names = await page.evaluate(() => VAELAB_DATA.report.classNames), key = page.locator("#latent .classes li");
    assert.ok(names.some(name => name.length > 15), "these names are long");
    assert.deepEqual(await key.allInnerTexts(), names.map((name, k) => `${k} ${name}`));
    assert.deepEqual(await key.evaluateAll(all => all.filter(item => item.scrollWidth > item.clientWidth || item.getBoundingClientRect().right > innerWidth).map(item => item.innerText)), []);
  });

for (const colorScheme of ["light", "dark"])
  see(`axe finds nothing in it, ${colorScheme}`, { colorScheme }, async page => assert.deepEqual(await violations(page, "body"), []));

see("It fits a phone", { width: 320 }, async page => {
  await settle(page);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
});

see("On a phone each label has its value beside it", { width: 390 }, async page => {
  const cut = await page.locator(".results td").evaluateAll(cells => cells.filter(cell => cell.getBoundingClientRect().right > 390 || cell.getBoundingClientRect().width < 30).map(cell => cell.innerText));
  assert.deepEqual(cut, []);
  assert.equal(await page.locator(".results").evaluate(table => table.parentElement.scrollWidth > table.parentElement.clientWidth), false);
});

test("Without JavaScript there are the table, links to the run's pictures, and no empty boxes", inBrowser, () => visit({ file: join(folder, "run/report.html"), javaScriptEnabled: false }, async page => {
  const links = await page.locator("noscript a:visible").evaluateAll(all => all.map(link => link.getAttribute("href")));
  assert.ok(links.length >= 3);
  for (const link of links) assert.ok(existsSync(join(folder, "run", link)), link);
  assert.equal(await page.locator(".stage:visible").count(), 0);
  assert.ok(await page.locator(".results").isVisible());
}));
