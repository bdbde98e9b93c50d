/** Makes a link that signs a person in once, to one account or to the whole deployment; makes the person if need be. */
export async function makeSignInLink(api, { name, role, account }) {
  const json = { name, ...(role ? { role } : {}), ...(account ? { account: account.id } : {}) };
  return api.call("POST", "/api/v1/operator/sign-in-links", { json });
}
