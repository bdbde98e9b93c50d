import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { contractRequirements, ensurePythonPackages } from "../python-packages.mjs";
import { runQuietly } from "../run.mjs";
import { readDocument } from "./documents.mjs";

/** Folder of the generated part of the Python client, which holds nothing else. */
export const pythonFolder = "clients/python/wireroom/generated";

const settings = [
  "literal_enums: true",
  "post_hooks:",
  '  - "ruff check . --select=F401,I --fix"',
  '  - "ruff format ."',
];

/** Returns the generated part of the Python client, as a map from path to text. */
export async function pythonClient() {
  const python = await ensurePythonPackages(contractRequirements);
  const directory = mkdtempSync(join(tmpdir(), "wireroom-python-"));
  try {
    const [document, config, output] = ["openapi.json", "settings.yml", "generated"].map((it) => join(directory, it));
    writeFileSync(document, JSON.stringify(withJsonBodies(readDocument("gateway-api"))));
    writeFileSync(config, `${settings.join("\n")}\n`);
    const generate = ["generate", "--path", document, "--config", config, "--meta", "none", "--output-path", output];
    // The generator formats its output with `ruff`, which it looks for in the path.
    const env = { PATH: `${dirname(python)}${delimiter}${process.env.PATH}` };
    await runQuietly(join(dirname(python), "openapi-python-client"), [...generate, "--fail-on-warning"], { env });
    const files = globSync("**/*.py", { cwd: output }).sort();
    return new Map(files.map((file) => [`${pythonFolder}/${file}`, readFileSync(join(output, file), "utf8")]));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Returns a copy whose bodies are JSON wherever they may be: the generator takes one content type per operation. */
function withJsonBodies(document) {
  const copy = structuredClone(document);
  for (const operation of Object.values(copy.paths).flatMap(Object.values)) {
    const content = operation.requestBody?.content;
    if (content?.["application/json"])
      operation.requestBody.content = { "application/json": content["application/json"] };
  }
  return copy;
}
