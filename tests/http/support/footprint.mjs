const tables = ["accounts", "api_keys", "gateways", "pending_gateways", "messages", "inbound_messages", "one_time_codes", "one_time_code_attempts", "counters", "limit_counters", "provider_accounts", "provider_endpoints", "provider_numbers"];

/**
 * How much is stored of all accounts. A listing makes the account's Dispatcher write all it holds to D1 first,
 * so whatever it accepted is counted.
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
