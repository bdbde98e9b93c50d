/** Returns a hint about nodes that a deployment stores but does not list; `undefined` if it lists all or has none. */
export async function unlistedNodes(execute, vars = {}) {
  const listsAll = vars.RELAY_NODES === "open" || (vars.RELAY_NODES === undefined && vars.ENVIRONMENT === "local");
  if (listsAll) return undefined;
  const [{ strangers }] = await execute("SELECT COALESCE(SUM(strangers), 0) AS strangers FROM relay_node_counts");
  if (strangers === 0) return undefined;
  return (
    `${strangers} relay nodes neither sign their pings nor are approved, so they are not listed. ` +
    `To approve them or to list all nodes, see "Listing nodes that do not sign" in docs/OPERATIONS.md.`
  );
}
