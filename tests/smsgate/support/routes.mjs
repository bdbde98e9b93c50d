import { readFileSync } from "node:fs";
import { repositoryRoot } from "../../../scripts/lib/paths.mjs";

/** The table that the router is built from, as `cargo test -p smsgate` keeps it: method, path, who may call, which scope. */
export const routeTable = JSON.parse(readFileSync(`${repositoryRoot}/functions/smsgate/routes.json`, "utf8"));

/** What a request's path and body are, where `unknown` for every parameter and `{}` will not do. */
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

/** Every scope that a route asks for, without the one that only refresh tokens have. */
export const scopes = [...new Set(integratorRoutes.map(({ scope }) => scope))].filter((scope) => scope !== "tokens:refresh");
