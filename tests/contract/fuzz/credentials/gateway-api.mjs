import { operatorHeaders } from "../../../../scripts/lib/operator.mjs";
import { keyDigest, localSecrets, privateToken } from "../../../support/wireroom.mjs";
import { OwnPage } from "../../../support/people.mjs";

const providers = ["flowroute", "twilio", "telnyx", "vonage", "plivo", "bandwidth", "sinch", "messagebird"];

/** Registers a gateway that the fuzzer may change; returns its id among those of the administration. */
async function newGateway(wireroom, key, token) {
  const deviceId = "switched by the fuzzer";
  await wireroom.register(deviceId, { token });
  const { body } = await wireroom.request("GET", "/api/v1/admin/gateways", { key });
  return body.gateways.find(({ device_id }) => device_id === deviceId).id;
}

/** Credentials of the SMS Gateway API: for each security scheme, the holders that are tried. */
export const gatewayApi = {
  clientKey: [
    {
      holder: "a client key with all permissions",
      thorough: true,
      async make({ wireroom }) {
        // The fuzzer revokes keys, so the account is one that no other run uses.
        const account = await wireroom.createAccount("administered by the fuzzer");
        const key = await account.createKey("client");
        const registrationToken = await account.createKey("registration");
        await wireroom.phone({ registrationToken });
        const [{ id }] = await wireroom.rows("SELECT id FROM api_keys WHERE digest = ?", keyDigest(key));
        await account.sendAccepted("+12025550123", "for the fuzzer to find");
        const gateway = { "path.id": await newGateway(wireroom, key, registrationToken) };
        return {
          auth: { clientKey: { bearer: key } },
          values: { "path.provider": providers, "body.phone_number": ["+12025550123"] },
          valuesOf: Object.fromEntries(
            ["updateGateway", "toggleGateway", "approveGateway"].map((operation) => [operation, gateway]),
          ),
          // A run that revoked its own key would get nothing but refusals from then on.
          hooks: { spared: [id] },
        };
      },
    },
    {
      holder: "a client key without permissions",
      // Listing nothing and changing nothing is all that this key may do.
      refused: true,
      make: async ({ wireroom }) => ({
        auth: { clientKey: { bearer: await wireroom.account.createKey("client", { permissions: [] }) } },
      }),
    },
  ],
  operatorToken: [
    {
      holder: "the operator's tokens, a new one for each request",
      thorough: true,
      async make({ wireroom, fresh }) {
        const account = await wireroom.createAccount("operated by the fuzzer");
        const issue = async () => operatorHeaders(localSecrets.SERVER_SECRET, account.id);
        return {
          values: { "path.provider": providers, "body.phone_number": ["+12025550123"] },
          hooks: { fresh: fresh.offer(issue) },
        };
      },
    },
  ],
  personSession: [
    {
      holder: "an owner's sessions, a new one for each request",
      // Only an owner of the whole deployment may use the operator's routes.
      forbidden: [
        "createAccount",
        "createSignInLink",
        "deleteAccount",
        "disableAccount",
        "enableAccount",
        "getAccount",
        "getAccountDeletion",
        "listAccountDeletions",
        "listAccounts",
        "listSettings",
        "removeAccountLogin",
        "setLogin",
        "updateAccount",
      ],
      async make(world) {
        const { wireroom, fresh } = world;
        const account = await wireroom.createAccount("owned by the fuzzer");
        // A request may end the session or change the person, whose role a new link leaves as it is.
        const issue = async () => {
          const page = await OwnPage.signIn(wireroom, { name: "fuzzed owner", role: null, account });
          return { cookie: page.cookie, origin: wireroom.url };
        };
        return { values: { "path.provider": providers }, hooks: { fresh: fresh.offer(issue) } };
      },
    },
  ],
  gatewayKey: [
    {
      holder: "a gateway's key",
      thorough: true,
      async make({ wireroom }) {
        const { api_key } = await wireroom.register("fuzzed gateway");
        const sent = await wireroom.account.sendAccepted("+12025550123", "for the fuzzer to report", {
          gateway_id: "fuzzed gateway",
        });
        return { auth: { gatewayKey: { bearer: api_key } }, values: { "body.message_id": [sent] } };
      },
    },
  ],
  registrationToken: [
    {
      holder: "the deployment's registration token",
      thorough: true,
      make: async () => ({ auth: { registrationToken: { bearer: privateToken } } }),
    },
    {
      holder: "an account's registration token",
      make: async ({ wireroom }) => ({
        auth: { registrationToken: { bearer: await wireroom.account.createKey("registration") } },
      }),
    },
  ],
};
