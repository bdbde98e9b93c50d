import { waitForState } from "./life.mjs";
import { combined, timeWork } from "./timing.mjs";

/**
 * Times the interval from the start of a client's request to the arrival of the frame at the phone, while the phone
 * reports every message sent and delivered. The rest of the messages' lives is included in the CPU time.
 */
export async function timeFrames(system, { count, clients }) {
  const account = await system.newAccount();
  const phone = await account.phone();
  const begunMs = new Map();
  const tookMs = [];
  phone.on("sms", ({ message_id, message }) => {
    tookMs.push(performance.now() - begunMs.get(message));
    phone.report(message_id, "sent");
    phone.report(message_id, "delivered");
  });
  const perform = (name) => {
    const message = `frame ${name}`;
    begunMs.set(message, performance.now());
    return account.send(message);
  };
  for (let warmUp = 0; warmUp < 20; warmUp += 1) await perform(`warm-up ${warmUp}`);
  await waitForState(account, "delivered", 20);
  tookMs.length = 0;
  const timed = await timeWork(system, { count, clients, perform, latenciesOf: () => tookMs });
  await waitForState(account, "delivered", count + 20);
  phone.close();
  if (tookMs.length !== count) throw new Error(`${tookMs.length} frames for ${count} messages`);
  return combined([{ ...timed, latenciesMs: tookMs }]);
}
