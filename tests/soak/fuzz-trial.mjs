import { fuzz, longRun } from "../contract/fuzz/fuzz.mjs";
import { runs } from "../contract/fuzz/runs.mjs";
import { FuzzWorld } from "../contract/fuzz/world.mjs";

/** Fuzzes every face for some seconds with each kind of credential, the same requests for the same seed. */
export async function fuzzTrial({ seed, seconds, say = () => {} }) {
  const world = await FuzzWorld.start();
  const faults = [];
  let requests = 0;
  try {
    for (const run of runs) {
      const name = `${run.face} with ${run.holder}`;
      const found = await fuzz(world, run, longRun({ seed, seconds }));
      requests += found.requests;
      say(`${name}: ${found.requests} requests, ${found.faults.length} faults`);
      if (found.faults.length > 0) say(found.output);
      faults.push(...found.faults.map((fault) => `seed ${seed}, ${name}: ${fault}`));
    }
    faults.push(...world.errors().map((line) => `the Worker logged ${JSON.stringify(line)}`));
    return { credentials: runs.length, requests, faults };
  } finally {
    await world.stop();
  }
}
