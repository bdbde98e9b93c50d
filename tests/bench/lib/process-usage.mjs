import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

const ticksPerSecond = Number(execFileSync("getconf", ["CLK_TCK"]).toString());

/** Returns the runtimes that this process has started and that are still running. */
export function runtimeProcesses() {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const fields = statOf(pid);
      return fields?.command === "workerd" && fields.parent === process.pid;
    });
}

/** Returns user and system time of a process so far. The resolution is a tick, so only long spans can be compared. */
export function cpuMs(pid) {
  const { userTicks, systemTicks } = statOf(pid);
  return ((userTicks + systemTicks) * 1000) / ticksPerSecond;
}

/** Returns memory in MiB: the current resident size, and its maximum since the last `forgetPeak`. */
export function memory(pid) {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const mebibytes = (field) => Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(status)[1]) / 1024;
  return { residentMiB: mebibytes("VmRSS"), peakMiB: mebibytes("VmHWM") };
}

export function forgetPeak(pid) {
  try {
    // Linux resets VmHWM, the peak, when it reads a 5 here.
    writeFileSync(`/proc/${pid}/clear_refs`, "5");
  } catch {
    // Without this kernel feature, peaks are those of the whole run.
  }
}

function statOf(pid) {
  try {
    // The command's name is in parentheses and may contain any character, so the fields are counted from its end.
    const [, command, rest] = /^\d+ \((.*)\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8"));
    const fields = rest.split(" ");
    return { command, parent: Number(fields[1]), userTicks: Number(fields[11]), systemTicks: Number(fields[12]) };
  } catch {
    return undefined;
  }
}
