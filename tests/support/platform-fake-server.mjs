import { createInterface } from "node:readline";
import * as fakes from "./platform-fake.mjs";

/**
 * The fake for tests in other languages: prints its address to standard output, then answers each line of JSON on
 * standard input, `{"call": …, "args": […]}`, with a line of JSON. Behaviors are named:
 * `["refuse", 403]` for `refuse(403)`.
 */
const fake = await fakes.PlatformFake.listen();
const say = (value) => console.log(JSON.stringify(value ?? null));
say({ ...fake.vars, ...fake.secrets });

const behavior = ([name, ...args]) => (args.length ? fakes[name](...args) : fakes[name]);

for await (const line of createInterface({ input: process.stdin })) {
  const { call, args = [] } = JSON.parse(line);
  if (call === "next") say(fake.next(args[0], ...args.slice(1).map(behavior)));
  else say(fake[call](...args));
}
await fake.close();
