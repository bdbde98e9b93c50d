import { documentNames, readDocument } from "../../../scripts/lib/openapi/documents.mjs";
import { gatewayApi } from "./credentials/gateway-api.mjs";
import { numberProxy } from "./credentials/number-proxy.mjs";
import { endpointHolders } from "./credentials/providers.mjs";
import { relay } from "./credentials/relay.mjs";
import { smsgate } from "./credentials/smsgate.mjs";

/** Operations that are not fuzzed, each with the reason. */
const excluded = {
  "gateway-api": { connectGateway: "opens a socket", followEvents: "its answer is a stream without an end" },
  smsgate: { streamEvents: "its answer is a stream without an end" },
  relay: { getOneStepSync: "opens a socket", getSync: "opens a socket" },
};

/** Server errors that the contract of an operation has for requests of its callers, by status. */
const expectedErrors = {
  smsgate: { listLogs: [501] },
  // A refusal by the provider is 500, with its answer in the body.
  "number-proxy": { receiveCallback: [500], createSession: [500], endSession: [500] },
  // The originals answer 500 to a body that is no JSON, and to a text that is no base64.
  relay: { ping: [500], pingSeed: [500], reportSeed: [500], forwardSms: [500], forwardSmsToOldPath: [500] },
};

/** Security schemes of operations that are not fuzzed. */
const withoutRun = { "gateway-api": ["gatewayKeyInQuery"] };

const credentials = { "gateway-api": gatewayApi, smsgate, "number-proxy": numberProxy, providers: {}, relay };

const nobody = {
  holder: "no credential",
  anonymous: true,
  make: async () => ({}),
};

const faces = documentNames.filter((name) => name !== "wireroom");

/**
 * Returns all runs: for each face, each holder of a credential with the operations whose security names the
 * credential's scheme, and no credential with all operations.
 */
export const runs = faces.flatMap((face) => {
  const operations = fuzzedOperations(face);
  const withCredentials = Object.entries(credentials[face]).flatMap(([scheme, holders]) =>
    holders.map((holder) => ({
      ...holder,
      face,
      operations: operations
        .filter(({ security = [] }) => security.some((alternative) => scheme in alternative))
        .map(({ operationId }) => operationId),
    })),
  );
  const all = operations.map(({ operationId }) => operationId);
  const inPath = face === "providers" ? endpointHolders : [];
  const expected = expectedErrors[face] ?? {};
  return [...withCredentials, ...[...inPath, nobody].map((holder) => ({ ...holder, face, operations: all }))].map(
    (run) => ({ ...run, expected }),
  );
});

function fuzzedOperations(face) {
  return Object.values(readDocument(face).paths)
    .flatMap((item) => Object.values(item))
    .filter(({ operationId }) => operationId !== undefined && !(operationId in (excluded[face] ?? {})));
}

/** Operations that are named here and that no document has. */
export function unknownOperations() {
  const named = [excluded, expectedErrors].flatMap((byFace) =>
    Object.entries(byFace).flatMap(([face, operations]) => Object.keys(operations).map((id) => [face, id])),
  );
  const exists = ([face, id]) => JSON.stringify(readDocument(face)).includes(`"operationId":"${id}"`);
  return named.filter((name) => !exists(name)).map((name) => name.join(": "));
}

/** Security schemes of the documents that no run covers, and credentials for schemes that no document has. */
export function uncoveredSchemes() {
  return faces.flatMap((face) => {
    const documented = Object.keys(readDocument(face).components.securitySchemes ?? {});
    const covered = [...Object.keys(credentials[face]), ...(withoutRun[face] ?? [])];
    return [
      ...documented.filter((scheme) => !covered.includes(scheme)).map((scheme) => `${face}: ${scheme} has no holder`),
      ...covered.filter((scheme) => !documented.includes(scheme)).map((scheme) => `${face}: no scheme ${scheme}`),
    ];
  });
}
