import { credentialsOf } from "../support/provider-apis.mjs";
import { call, inbound, inboundVariants, report } from "../support/provider-callbacks.mjs";

export { call, credentialsOf, inboundVariants };

/** Creates an account with stored credentials of a provider and an endpoint. */
export async function tenantOf(
  wireroom,
  provider,
  { name = `${provider} ${Math.random()}`, credentials = credentialsOf[provider] } = {},
) {
  const account = await wireroom.createAccount(name);
  const tenant = new ProviderTenant(wireroom, account, provider);
  await tenant.admin("PUT", "", credentials, 200);
  tenant.url = (await tenant.admin("POST", "/endpoint", {}, 201)).url;
  return tenant;
}

class ProviderTenant {
  constructor(wireroom, account, provider) {
    Object.assign(this, { wireroom, account, provider });
  }

  /** Makes a request of the provider's administration, asserts its status and returns the body. */
  async admin(method, path, json, status = 200) {
    const answer = await this.wireroom.request(method, `/api/v1/admin/providers/${this.provider}${path}`, {
      key: this.account.key,
      json,
    });
    if (answer.status !== status) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.body;
  }

  /** Returns the provider's request for an inbound SMS, whose fields a test can change. */
  inbound(fields = {}) {
    return inbound(this.provider, {
      url: this.url,
      from: "14155550100",
      to: "14155550199",
      text: "Hello, is it there?",
      ...fields,
    });
  }

  receive(fields) {
    return call(this.inbound(fields));
  }

  report(fields) {
    return call(report(this.provider, { url: this.url, from: "14155550199", to: "14155550100", ...fields }));
  }

  /** SMS that the account received, as `[from, text]`, newest first. */
  async received() {
    const { body } = await this.account.received();
    return body.messages.map(({ from, message }) => [from, message]);
  }

  /** Returns the account's numbers in D1. */
  numbers() {
    return this.wireroom.rows(
      "SELECT provider, address, active, general FROM provider_numbers WHERE account_id = ? ORDER BY address",
      this.account.id,
    );
  }
}
