import { Nodes, newNode } from "../../../relay/nodes.mjs";
import { Visitor, newNumber } from "../../../relay/users.mjs";
import { SyncedUser, sealingKeys } from "../../../support/relay.mjs";
import { RelayUser } from "../../../support/relay-users.mjs";
import { twilioToken } from "../world.mjs";
import { OwnPage } from "../../../support/people.mjs";

const gatewayClient = "+237679000001";
const platforms = ["gmail", "twitter", "mastodon", "bluesky", "telegram"];
const protocols = ["oauth2", "twofactor"];

/** Creates a user who has synced and granted a platform; returns values with which a forwarded SMS is published. */
async function sender({ wireroom, platforms }) {
  const user = await (await SyncedUser.create(wireroom)).grant("twitter", platforms.grant("twitter"));
  const texts = ["t:Hello from far away", "t:Hello again"].map((plaintext) => user.encrypted(plaintext));
  return {
    "body.MSISDN": [user.phoneNumber],
    "body.From": [user.phoneNumber],
    "body.text": texts,
    "body.Body": texts,
    "body.message": ["t:Hello from far away"],
  };
}

/** Returns values for the administration of the directory and the nodes. */
async function administered(world) {
  const node = newNode();
  await new Nodes(world.wireroom).ping(node);
  return {
    "path.msisdn": "+237679000002",
    "path.imsi": [node.IMSI],
    ...(await sender(world)),
  };
}

/** Credentials of the relay: for each security scheme, the holders that are tried. */
export const relay = {
  clientKey: [
    {
      holder: "an administrator's key in X-API-Key",
      thorough: true,
      make: async (world) => ({
        auth: { clientKey: { api_key: world.wireroom.account.key } },
        values: await administered(world),
      }),
    },
    {
      holder: "a client key without permissions",
      refused: true,
      make: async ({ wireroom }) => ({
        auth: { clientKey: { api_key: await wireroom.account.createKey("client", { permissions: [] }) } },
      }),
    },
  ],
  personSession: [
    {
      holder: "an owner's sessions, a new one for each request",
      thorough: true,
      async make(world) {
        const { wireroom, fresh } = world;
        const { account } = wireroom;
        // A request may end the session or change the person, whose role a new link leaves as it is.
        const issue = async () => {
          const page = await OwnPage.signIn(wireroom, { name: "fuzzed owner", role: null, account });
          return { cookie: page.cookie, origin: wireroom.url };
        };
        return { values: await administered(world), hooks: { fresh: fresh.offer(issue) } };
      },
    },
  ],
  clientKeyBearer: [
    {
      holder: "an administrator's key as a bearer token",
      make: async (world) => ({
        auth: { clientKeyBearer: { bearer: world.wireroom.account.key } },
        values: await administered(world),
      }),
    },
  ],
  forwarderSignature: [
    {
      holder: "a gateway client's signature",
      thorough: true,
      async make(world) {
        const key = await new Nodes(world.wireroom).clientKey(gatewayClient);
        return { hooks: { forwarder: { client: gatewayClient, key } }, values: await sender(world) };
      },
    },
  ],
  twilioSignature: [
    {
      holder: "Twilio's signature",
      make: async (world) => ({
        hooks: { twilio: twilioToken },
        values: { "path.platform": "twilio", ...(await sender(world)) },
      }),
    },
  ],
  userSession: [
    {
      holder: "sessions of a logged-in user, a new one for each request",
      thorough: true,
      async make(world) {
        const user = await RelayUser.create(world.wireroom, { sealingKeys });
        // Logging out ends all sessions, and a session outlives no long run.
        const issue = async () => {
          const { cookie } = await RelayUser.create(world.wireroom, { sealingKeys, like: user });
          return { Cookie: `SWOB=${cookie}`, "User-Agent": RelayUser.userAgent };
        };
        return {
          values: { "path.uid": user.id, "path.platform": platforms, "path.protocol": protocols },
          valuesOf: { changePassword: { "body.password": [user.password] } },
          hooks: { fresh: world.fresh.offer(issue) },
        };
      },
    },
  ],
  verificationSession: [
    {
      holder: "the session of a user who is signing up",
      thorough: true,
      // The fuzzing cannot guess the code, and without it the number is not verified.
      forbidden: ["finishSignUp", "finishRecovery", "verifyUserCode"],
      async make({ wireroom }) {
        const agent = "a browser of the fuzzer";
        const visitor = new Visitor(wireroom, { agent });
        const number = newNumber();
        await visitor.signUp(number);
        return {
          auth: { verificationSession: { api_key: visitor.cookie } },
          headers: { "User-Agent": agent },
          values: { "path.uid": visitor.uid, "body.phone_number": [number.full] },
        };
      },
    },
  ],
};
