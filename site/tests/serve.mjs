// The page over HTTP, compressed as a host would: node serve.mjs, then open http://localhost:8124/index.html.
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const root = fileURLToPath(new URL("../../", import.meta.url));
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".png": "image/png" };

/** A server of the repository's page, at a port or, for 0, at any free one. */
export function serve(port) {
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://localhost").pathname)), type = TYPES[extname(path)];
    try {
      const body = readFileSync(join(root, path)), compressed = type && type !== TYPES[".png"];
      response.writeHead(200, { "Content-Type": type ?? "text/plain; charset=utf-8", ...(compressed && { "Content-Encoding": "gzip" }), "Cache-Control": "max-age=600" });
      response.end(compressed ? gzipSync(body) : body);
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise(done => server.listen(port, "127.0.0.1", () => done(server)));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await serve(8124);
  console.log("http://localhost:8124/index.html");
}
