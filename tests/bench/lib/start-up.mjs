import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { median } from "./load.mjs";
import { System } from "./system.mjs";
import { plainWorker, productWorker } from "./worker-variants.mjs";

/** Returns the sizes of the upload. The free and paid plans once limited its compressed size. */
export function sizes(buildDirectory) {
  const size = (name) => {
    const content = readFileSync(join(buildDirectory, name));
    return { bytes: content.length, gzipBytes: gzipSync(content, { level: 9 }).length };
  };
  return { wasm: size("index_bg.wasm"), script: size("index.js") };
}

/**
 * Times how long the runtime takes to be ready and to answer its first request, with the product and with a Worker of a
 * few lines: the difference is the product's. Also times the engine's compilation of the wasm.
 */
export async function startUp(buildDirectory, { rounds }) {
  const product = await starts(() => productWorker(buildDirectory), rounds);
  const plain = await starts(plainWorker, rounds);
  return { product, plain, compileMs: compileMs(readFileSync(join(buildDirectory, "index_bg.wasm"))) };
}

async function starts(worker, rounds) {
  const readyMs = [];
  const firstAnswerMs = [];
  for (let round = 0; round < rounds; round += 1) {
    const system = await System.start(worker());
    const askedMs = performance.now();
    // The plain Worker has no such route, but its failure is an answer, too.
    await system.http.call("GET", "/up");
    firstAnswerMs.push(performance.now() - askedMs);
    readyMs.push(system.readyMs);
    await system.stop();
  }
  return { readyMs: median(readyMs), firstAnswerMs: median(firstAnswerMs) };
}

/** Times a compilation. The engine caches compiled modules, so each time a meaningless section is different. */
function compileMs(bytes) {
  const times = Array.from({ length: 5 }, (_, index) => {
    const section = Buffer.from([0, 3, 1, "x".charCodeAt(0), index]);
    const distinct = Buffer.concat([bytes, section]);
    const startedMs = performance.now();
    new WebAssembly.Module(distinct);
    return performance.now() - startedMs;
  });
  return median(times);
}
