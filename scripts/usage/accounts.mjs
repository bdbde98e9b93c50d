export const usage = `npm run accounts -- create NAME | list [--json] | disable NAME-or-ID | enable NAME-or-ID
       npm run accounts -- set-country NAME-or-ID COUNTRY|default
       npm run accounts -- set-login NAME-or-ID [--login LOGIN] [--password-from-stdin]
       npm run accounts -- sign-in-link PERSON [--role owner|operator|viewer] [--account NAME-or-ID]
       npm run accounts -- delete NAME-or-ID --confirm NAME
    [--remote | --state-dir DIRECTORY]`;

/** Arguments that the command takes, for `parseArgs`. */
export const takes = {
  allowPositionals: true,
  options: {
    account: { type: "string" },
    confirm: { type: "string" },
    json: { type: "boolean" },
    login: { type: "string" },
    "password-from-stdin": { type: "boolean" },
    role: { type: "string" },
    remote: { type: "boolean" },
    "state-dir": { type: "string" },
  },
};
