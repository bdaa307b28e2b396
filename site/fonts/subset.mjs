// Subsets of Inter as a style sheet, made from the whole fonts: see README.md.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import subset from "subset-font";

const root = new URL("../../", import.meta.url), read = path => readFileSync(new URL(path, root), "utf8");
/** ASCII, and what else is in the page's text and scripts. */
const text = [...new Set([
  ...Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)),
  ...["index.html", "script.js", ...readdirSync(new URL("site/", root)).filter(name => name.endsWith(".js")).map(name => `site/${name}`)].flatMap(path => [...read(path)]),
])].filter(c => c >= " ").sort().join("");
const faces = [];
for (const [name, weights] of [["Regular", "400 500"], ["SemiBold", "600 700"]]) {
  const font = await subset(readFileSync(new URL(`src/VaeLab.Figures/Fonts/Inter-${name}.ttf`, root)), text, { targetFormat: "woff2", noLayoutClosure: true });
  faces.push(`@font-face { font-family: Inter; font-weight: ${weights}; src: url("data:font/woff2;base64,${font.toString("base64")}"); }\n`);
}
writeFileSync(new URL("site/fonts/inter.css", root), `/* Inter, SIL Open Font License 1.1: README.md and OFL.txt beside this file. Made by subset.mjs, of the characters\n${text}\n*/\n${faces.join("")}`);
