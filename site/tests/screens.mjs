// Pictures of every figure on four screens, light and dark, to look at: node screens.mjs FOLDER [WIDTH] [light|dark] [FIGURE…].
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { FIGURES, close, figure, visit } from "./browser.mjs";

const [folder = "screens", ...wanted] = process.argv.slice(2), chosen = (all, otherwise = all) => { const some = all.filter(each => wanted.includes(String(each))); return some.length ? some : otherwise; };
mkdirSync(folder, { recursive: true });
for (const width of chosen([390, 768, 1440, 1920])) {
  for (const colorScheme of chosen(["light", "dark"])) {
    await visit({ width, height: 1000, colorScheme, reducedMotion: "reduce" }, async page => {
      await page.addStyleTag({ content: "html { scroll-padding: 0 !important; } .top { position: static !important; } .side { display: none !important; }" });
      for (const id of chosen(FIGURES)) {
        const root = await figure(page, id);
        await page.waitForTimeout(/^(roam|judge|elbo|reparam|bound)$/.test(id) ? 2500 : 200);
        await root.screenshot({ path: join(folder, `${width}-${colorScheme}-${id}.png`), animations: "disabled" });
      }
    });
  }
}
await close();
