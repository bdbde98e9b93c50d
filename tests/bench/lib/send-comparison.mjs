import { objectFloorWorker, plainWorker } from "./worker-variants.mjs";
import { System } from "./system.mjs";
import { combined, timeWork } from "./timing.mjs";

const rounds = 3;

/**
 * Times sends on the product and on the two minimal Workers, in turns, so that other load on the machine affects all
 * three alike.
 */
export async function compareSends(product, { oneClient, sixteenClients }) {
  const plain = await System.start(plainWorker());
  const objectFloor = await System.start(objectFloorWorker());
  try {
    const contenders = { "plain JavaScript": plain, "JavaScript with object": objectFloor, Wireroom: product };
    return {
      "1 client": await compare(contenders, 1, oneClient),
      "16 clients": await compare(contenders, 16, sixteenClients),
    };
  } finally {
    await Promise.all([plain.stop(), objectFloor.stop()]);
  }
}

async function compare(contenders, clients, count) {
  const timed = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, system] of Object.entries(contenders)) {
      const account = await system.newAccount();
      const perform = () => account.send();
      for (let warmUp = 0; warmUp < 50; warmUp += 1) await perform();
      timed[name].push(await timeWork(system, { count: Math.ceil(count / rounds), clients, perform }));
    }
  }
  return Object.fromEntries(Object.entries(timed).map(([name, each]) => [name, combined(each)]));
}
