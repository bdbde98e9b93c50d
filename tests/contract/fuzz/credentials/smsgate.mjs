import { Face, bearer } from "../../../smsgate/support/face.mjs";
import { basicOf, privateToken } from "../../../support/wireroom.mjs";
import { metricsToken } from "../world.mjs";

const recipient = {
  "body.phoneNumbers[*]": ["+79999999999", "+79999999998"],
  "body.message": ["for the fuzzer to send"],
};

/** Creates a user of the SMSGate API with a phone; returns the login, and the phone's token. */
async function newUser({ wireroom }) {
  const face = new Face(wireroom);
  const { id, token, login, password } = await face.register({ name: "Fuzzed phone" });
  const user = { face, id, token, login, password, basic: basicOf(login, password) };
  await face.call("POST", "/3rdparty/v1/messages", {
    as: user.basic,
    json: { textMessage: { text: "for the fuzzer to find" }, phoneNumbers: ["+79999999999"] },
  });
  return user;
}

/** Credentials of the SMSGate API: for each security scheme, the holders that are tried. */
export const smsgate = {
  basic: [
    {
      holder: "an integrator's user name and password",
      thorough: true,
      async make(world) {
        const { login, password } = await newUser(world);
        return { auth: { basic: { username: login, password } }, values: recipient };
      },
    },
  ],
  accessToken: [
    {
      holder: "an access token with every scope",
      async make(world) {
        const { face, basic } = await newUser(world);
        const { access_token } = await face.tokens(basic, ["all:any"]);
        return { auth: { accessToken: { bearer: access_token } }, values: recipient };
      },
    },
    {
      holder: "an access token without a scope of these operations",
      refused: true,
      async make(world) {
        const { face, basic } = await newUser(world);
        const { access_token } = await face.tokens(basic, ["none:any"]);
        return { auth: { accessToken: { bearer: access_token } } };
      },
    },
  ],
  refreshToken: [
    {
      holder: "refresh tokens, a new one for each request",
      async make(world) {
        const { face, basic } = await newUser(world);
        const issue = async () => ({
          Authorization: bearer((await face.tokens(basic, ["messages:list"])).refresh_token),
        });
        return { hooks: { fresh: world.fresh.offer(issue) } };
      },
    },
  ],
  deviceToken: [
    {
      holder: "a phone's token",
      thorough: true,
      async make(world) {
        const { id, token, password } = await newUser(world);
        return {
          auth: { deviceToken: { bearer: token } },
          valuesOf: {
            updatePhone: { "body.id": [id] },
            // A wrong password is 401, too.
            changePassword: { "body.currentPassword": [password] },
          },
        };
      },
    },
  ],
  registrationCode: [
    {
      holder: "registration codes, a new one for each request",
      async make(world) {
        const { face, basic } = await newUser(world);
        const issue = async () => {
          const { body } = await face.call("GET", "/mobile/v1/user/code", { as: basic });
          return { Authorization: `Code ${body.code}` };
        };
        return { hooks: { fresh: world.fresh.offer(issue) } };
      },
    },
  ],
  registrationToken: [
    {
      holder: "the deployment's registration token",
      make: async () => ({ auth: { registrationToken: { bearer: privateToken } } }),
    },
  ],
  metricsToken: [
    {
      holder: "the operator's token for metrics",
      make: async () => ({ auth: { metricsToken: { bearer: metricsToken } } }),
    },
  ],
};
