import { connect } from "node:net";

/**
 * Sends a request whose head states a length of the body, of which only `sent` is ever written. Resolves to the
 * answer's status, which therefore cannot depend on the rest.
 */
export function unfinishedRequest(url, method, path, { headers = {}, length, sent = "" }) {
  const { hostname, port, host } = new URL(url);
  const all = { host, connection: "close", "content-length": length, ...headers };
  const head = Object.entries(all)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("");
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) });
    let answer = "";
    socket.setTimeout(15_000, () => socket.destroy(new Error(`${method} ${path} was not answered`)));
    socket.on("error", reject);
    socket.on("close", () => reject(new Error(`${method} ${path}: closed after ${JSON.stringify(answer)}`)));
    socket.on("data", (bytes) => {
      answer += bytes.toString("latin1");
      const status = /^HTTP\/1\.1 (\d{3})/.exec(answer);
      if (!status || !answer.includes("\r\n\r\n")) return;
      resolve(Number(status[1]));
      socket.destroy();
    });
    socket.write(`${method} ${path} HTTP/1.1\r\n${head}\r\n`);
    socket.write(sent);
  });
}
