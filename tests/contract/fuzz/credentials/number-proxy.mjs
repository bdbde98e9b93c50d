import { NumberProxy } from "../../../number-proxy/proxy.mjs";
import { tenantOf } from "../../../providers/tenant.mjs";
import { OwnPage } from "../../../support/people.mjs";

/** Creates an account that masks numbers in a session; returns its client key. */
async function newKey({ wireroom }, name) {
  const { account } = await NumberProxy.masking({ wireroom }, name, { numbers: 2, session: {} });
  return account.key;
}

/** Credentials of the number masking: for each security scheme, the holders that are tried. */
export const numberProxy = {
  clientKey: [
    {
      holder: "a client key as a bearer token",
      make: async (world) => ({ auth: { clientKey: { bearer: await newKey(world, "fuzzed masking") } } }),
    },
  ],
  clientKeyHeader: [
    {
      holder: "a client key in X-API-Key",
      thorough: true,
      make: async (world) => ({
        auth: { clientKeyHeader: { api_key: await newKey(world, "fuzzed masking by header") } },
      }),
    },
    {
      holder: "a client key without permissions",
      refused: true,
      make: async ({ wireroom }) => ({
        auth: { clientKeyHeader: { api_key: await wireroom.account.createKey("client", { permissions: [] }) } },
      }),
    },
  ],
  personSession: [
    {
      holder: "an owner's sessions, a new one for each request",
      thorough: true,
      async make({ wireroom, fresh }) {
        const { account } = await NumberProxy.masking({ wireroom }, "masking of a person", { numbers: 2, session: {} });
        const issue = async () => {
          const page = await OwnPage.signIn(wireroom, { name: "fuzzed owner", role: null, account });
          return { cookie: page.cookie, origin: wireroom.url };
        };
        return { hooks: { fresh: fresh.offer(issue) } };
      },
    },
  ],
  endpointToken: [
    {
      holder: "an endpoint's token",
      thorough: true,
      async make({ wireroom }) {
        const { url } = await tenantOf(wireroom, "flowroute");
        return { auth: { endpointToken: { api_key: tokenOf(url) } } };
      },
    },
  ],
};

const tokenOf = (url) => new URL(url).searchParams.get("token") ?? new URL(url).pathname.split("/").at(-1);
