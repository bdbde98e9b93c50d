import { BenchAccount } from "./account.mjs";
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
    const contenders = {
      "plain JavaScript": { system: plain, newAccount: () => accountOfFloor(plain) },
      "JavaScript with object": { system: objectFloor, newAccount: () => accountOfFloor(objectFloor) },
      Wireroom: { system: product, newAccount: () => product.newAccount() },
    };
    return {
      "1 client": await compare(contenders, 1, oneClient),
      "16 clients": await compare(contenders, 16, sixteenClients),
    };
  } finally {
    await Promise.all([plain.stop(), objectFloor.stop()]);
  }
}

/** A minimal Worker has no accounts and asks for no key; the request has one, so that it is as long as the product's. */
const accountOfFloor = (system) => new BenchAccount(system, { id: "floor", key: `api_live_${"0".repeat(64)}` });

async function compare(contenders, clients, count) {
  const timed = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, { system, newAccount }] of Object.entries(contenders)) {
      const account = await newAccount();
      const perform = () => account.send();
      for (let warmUp = 0; warmUp < 50; warmUp += 1) await perform();
      timed[name].push(await timeWork(system, { count: Math.ceil(count / rounds), clients, perform }));
    }
  }
  return Object.fromEntries(Object.entries(timed).map(([name, each]) => [name, combined(each)]));
}
