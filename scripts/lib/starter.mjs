import { readFileSync } from "node:fs";

/**
 * Ends this process when its starter was killed and so could not forward a signal. The starter is npm, or the same
 * script on another Node, which holds a channel to this process. A shell is not watched: a server may outlive it.
 */
export function exitWhenStarterDies() {
  const endAsIfAsked = () => process.kill(process.pid, "SIGTERM");
  if (process.channel) {
    process.on("disconnect", endAsIfAsked);
    // The channel must not by itself keep a finished command alive.
    process.channel.unref();
  } else if (process.env.npm_lifecycle_event) {
    setInterval(() => ancestors() !== starters && endAsIfAsked(), 500).unref();
  }
}

/** Returns the parent and, if Linux shows it, the grandparent, because npm starts scripts through a shell. */
function ancestors() {
  const parent = process.ppid;
  try {
    // The command's name is in parentheses and may contain any character, so the fields are counted from its end.
    const [, , grandparent] = readFileSync(`/proc/${parent}/stat`, "utf8")
      .replace(/^.*\) /s, ") ")
      .split(" ");
    return `${parent} ${grandparent}`;
  } catch {
    return `${parent}`;
  }
}

// This is read when the module loads, because a starter that has died is replaced by another process.
const starters = ancestors();
