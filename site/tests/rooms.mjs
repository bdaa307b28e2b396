// The height of each figure on a phone, a tablet and a desk, into styles.css, so that nothing moves when it comes to life: node rooms.mjs.
import { readFileSync, writeFileSync } from "node:fs";
import { FIGURES, close, figure, visit } from "./browser.mjs";

const lines = [];
for (const [width, query] of [[390, ""], [768, "(min-width: 40.01rem)"], [1440, "(min-width: 60.01rem)"]]) {
  await visit({ width, height: 900, reducedMotion: "reduce" }, async page => {
    for (const id of FIGURES) await figure(page, id);
    for (const id of FIGURES) await page.locator(`[data-figure="${id}"].settled`).waitFor();
    await page.waitForTimeout(1000);
    const rooms = await page.evaluate(ids => ids.map(id => `#${id} { --room: ${(Math.round(document.querySelector(`#${id} .stage`).getBoundingClientRect().height / 1.6) / 10)}rem; }`), FIGURES);
    lines.push(query ? `@media ${query} { ${rooms.join(" ")} }` : rooms.join(" "));
  });
}
await close();
const sheet = new URL("../../styles.css", import.meta.url), text = readFileSync(sheet, "utf8");
writeFileSync(sheet, text.replace(/(\/\* rooms \*\/\n)[^]*(\/\* end of rooms \*\/)/, `$1${lines.join("\n")}\n$2`));
