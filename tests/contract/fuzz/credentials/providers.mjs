import { tenantOf } from "../../../providers/tenant.mjs";
import { credentialsOf, providers as vendors } from "../../../support/provider-apis.mjs";

/** Credentials for checking callbacks, without which those of most vendors need no signature. */
const checking = [
  "callback_username",
  "callback_password",
  "public_key",
  "signature_secret",
  "signing_key",
  "webhook_secret",
];

const unsigned = (credentials) =>
  Object.fromEntries(Object.entries(credentials).filter(([name]) => !checking.includes(name)));

/** The token of a callback endpoint is in the path, so the document has no security scheme for it. */
export const endpointHolders = [
  {
    holder: "the token of an endpoint of every provider",
    thorough: true,
    async make({ wireroom }) {
      const endpoints = {};
      for (const vendor of vendors) {
        const { url } = await tenantOf(wireroom, vendor, { credentials: unsigned(credentialsOf[vendor]) });
        endpoints[vendor] = new URL(url).pathname.split("/").at(-1);
      }
      return { hooks: { endpoints } };
    },
  },
];
