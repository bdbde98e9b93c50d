import { keyDigest, privateToken } from "../support/wireroom.mjs";

/** An administrator's actions on the gateways of an account, by the routes that the console uses. */
export class Console {
  constructor(wireroom, account = wireroom.account) {
    Object.assign(this, { wireroom, account });
  }

  request(method, path, json) {
    return this.wireroom.request(method, `/api/v1/admin${path}`, { key: this.account.key, json });
  }

  async gateway(deviceId) {
    const { body } = await this.request("GET", "/gateways");
    return body.gateways.find(({ device_id }) => device_id === deviceId);
  }

  async pending() {
    return (await this.request("GET", "/gateways/pending")).body.gateways;
  }

  async toggle(deviceId) {
    const { id } = await this.gateway(deviceId);
    return expectSuccess(await this.request("POST", `/gateways/${id}/toggle`));
  }

  async revoke(key) {
    const [{ id }] = await this.wireroom.rows("SELECT id FROM api_keys WHERE digest = ?", keyDigest(key));
    return expectSuccess(await this.request("POST", `/keys/${id}/revoke`));
  }

  async delete(deviceId) {
    this.login ??= await this.account.setLogin();
    const id = await this.account.gatewayId(deviceId);
    const headers = { authorization: this.login.basic };
    return expectSuccess(await this.wireroom.request("DELETE", `/api/3rdparty/v1/devices/${id}`, { headers }));
  }
}

/** Registers a gateway, with or without a token; returns the whole answer. */
export const register = (wireroom, deviceId, { token, deviceInfo, ip } = {}) =>
  wireroom.request("POST", "/api/v1/gateway/register", {
    key: token,
    headers: ip ? { "cf-connecting-ip": ip } : {},
    json: { device_id: deviceId, name: `Gateway ${deviceId}`, ...(deviceInfo ? { device_info: deviceInfo } : {}) },
  });

/** Registers a gateway with a token; returns its key. */
export const approvedKey = async (wireroom, deviceId, token = privateToken) =>
  expectSuccess(await register(wireroom, deviceId, { token })).body.api_key;

export function expectSuccess(answer) {
  if (answer.status >= 300) throw new Error(`refused: ${answer.status} ${answer.text}`);
  return answer;
}
