import { startWireroom } from "../support/wireroom.mjs";
import { Nodes, newNode } from "../relay/nodes.mjs";

// Eight strangers share a network, which may add ten nodes an hour, so no ping is refused for its network.
const networks = 1_250;
const atOnce = 50;

/** Strangers fill the registry of relay nodes several times over; signed and approved nodes must still be admitted. */
export async function nodesTrial({ strangers = 10_000, say = () => {} } = {}) {
  const wireroom = await startWireroom({ vars: { ENVIRONMENT: "production", RELAY_NODES_MAX: "2000" } });
  const nodes = new Nodes(wireroom);
  const faults = [];
  try {
    const signing = newNode();
    const key = await nodes.clientKey(signing.MSISDN);
    const statuses = new Map();
    const begunAtMs = Date.now();
    let begun = 0;
    const ping = async () => {
      while (begun < strangers) {
        const number = (begun += 1);
        const network = number % networks;
        const headers = { "cf-connecting-ip": `10.0.${network >> 8}.${network & 255}` };
        const { status } = await nodes.ping(newNode(), { headers });
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (number % 2_000 === 0) say(`${number} strangers`);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, ping));
    const seconds = (Date.now() - begunAtMs) / 1_000;
    const [{ remembered }] = await wireroom.rows("SELECT COUNT(*) AS remembered FROM relay_nodes");
    // A tenth of the places is reserved for nodes that sign or are approved.
    if (remembered > 1_800) faults.push(`${remembered} strangers are remembered`);
    if ((await nodes.signedPing(signing, key)).status !== 200) faults.push("a node that signs was refused");
    if (!(await nodes.listed(signing))) faults.push("a node that signs is not listed");
    const stranger = await nodes.ping(newNode(), { headers: { "cf-connecting-ip": "192.0.2.1" } });
    if (stranger.status !== 200) faults.push(`the next stranger was refused: ${stranger.status}`);
    return { strangers, taken: statuses.get(200) ?? 0, seconds, remembered, faults };
  } finally {
    await wireroom.stop();
  }
}
