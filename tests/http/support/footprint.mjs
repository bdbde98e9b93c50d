const tables = [
  "accounts",
  "api_keys",
  "gateways",
  "pending_gateways",
  "messages",
  "inbound_messages",
  "one_time_codes",
  "one_time_code_attempts",
  "counters",
  "limit_counters",
  "provider_accounts",
  "provider_endpoints",
  "provider_numbers",
  "people",
  "passkeys",
  "person_sessions",
  "sign_in_links",
];

/**
 * Counts the stored rows of all accounts. A listing first makes each account's Dispatcher write everything to D1,
 * so that all accepted rows are counted.
 */
export async function footprint(wireroom, ...accounts) {
  for (const account of accounts) {
    const listed = await account.received();
    if (listed.status !== 200) throw new Error(`not flushed: ${listed.status} ${listed.text}`);
  }
  const counts = await Promise.all(
    tables.map(async (table) => [table, (await wireroom.rows(`SELECT COUNT(*) AS count FROM ${table}`))[0].count]),
  );
  return Object.fromEntries(counts);
}
