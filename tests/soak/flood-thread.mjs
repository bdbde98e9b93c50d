import { setTimeout as sleep } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import { Flooder } from "./flooder.mjs";

const framesAtOnce = 250;
const readMs = 60_000;

/** Sends all frames, and opens a new socket whenever one is closed; returns the number of closed sockets. */
async function flood({ url, key, frames, name }) {
  let closed = 0;
  let socket = await Flooder.connect(url, key);
  for (let sent = 0; sent < frames; sent += 1) {
    socket.arrive(`${name}: ${sent}`);
    if (sent % framesAtOnce > 0) continue;
    await socket.flushed();
    if (socket.isOpen) continue;
    closed += 1;
    socket = await Flooder.connect(url, key);
  }
  await socket.flushed();
  // The last socket may still be closed for its frames, because frames are read at the system's pace.
  await Promise.race([socket.turnedAway, sleep(10_000)]);
  if (!socket.isOpen) {
    closed += 1;
    // The end of the socket shows that everything sent before was read.
    await Promise.race([socket.ended, sleep(readMs)]);
  }
  socket.close();
  return closed;
}

const { url, keys, frames, name } = workerData;
const closed = await Promise.all(keys.map((key, at) => flood({ url, key, frames, name: `${name} ${at}` })));
parentPort.postMessage(closed.reduce((sum, count) => sum + count, 0));
