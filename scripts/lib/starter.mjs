import { readFileSync } from "node:fs";

/**
 * Ends this process when what started it was killed and so could pass no signal on: the same script on another
 * Node, which holds a channel to this one, or npm. A shell is not watched: a server may outlive its shell.
 */
export function endWithStarter() {
  const endAsIfAsked = () => process.kill(process.pid, "SIGTERM");
  if (process.channel) {
    process.on("disconnect", endAsIfAsked);
    process.channel.unref();
  } else if (process.env.npm_lifecycle_event) {
    setInterval(() => ancestors() !== starters && endAsIfAsked(), 500).unref();
  }
}

/** The parent and, since npm starts scripts through a shell, the parent's parent, where Linux tells it. */
function ancestors() {
  const parent = process.ppid;
  try {
    // The command's name is in parentheses and may hold anything, so the fields are counted from behind it.
    const [, , grandparent] = readFileSync(`/proc/${parent}/stat`, "utf8").replace(/^.*\) /s, ") ").split(" ");
    return `${parent} ${grandparent}`;
  } catch {
    return `${parent}`;
  }
}

const starters = ancestors();
