import { readFileSync } from "node:fs";
import { repositoryRoot } from "../../../scripts/lib/paths.mjs";

/** The router's own table, as `cargo test -p smsgate` stores it: method, path, permitted callers, scope. */
export const routeTable = JSON.parse(readFileSync(`${repositoryRoot}/functions/smsgate/routes.json`, "utf8"));

/** Paths and bodies of requests for which `unknown` for every parameter and `{}` are not valid. */
const examples = {
  "POST /3rdparty/v1/auth/token": { json: { scopes: ["tokens:manage"] } },
};

export const routeName = ({ method, pattern }) => `${method} ${pattern}`;

const routes = routeTable.map(({ method, path: pattern, access, act, scope, limit }) => {
  const example = examples[`${method} ${pattern}`] ?? {};
  const path = pattern.replaceAll(/\{\w+\}/g, "unknown");
  const json = example.json ?? (["POST", "PUT", "PATCH"].includes(method) ? {} : undefined);
  return { method, pattern, path, access, act, scope, limit, json };
});

export const integratorRoutes = routes.filter(({ access }) => access === "integrator");
export const basicRoutes = routes.filter(({ access }) => access === "basic");
export const deviceRoutes = routes.filter(({ access }) => access === "device");
export const guardedRoutes = routes.filter(({ access }) => access !== "anybody");

/** Every scope that a route requires, except the scope that only refresh tokens have. */
export const scopes = [...new Set(integratorRoutes.map(({ scope }) => scope))].filter(
  (scope) => scope !== "tokens:refresh",
);
