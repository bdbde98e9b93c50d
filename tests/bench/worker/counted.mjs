// The built Worker, wrapped to count everything that Cloudflare would charge for. It is loaded under a name next to
// the build's index.js, so this import is the product itself. It is used only for counts, never for times.
import { WorkerEntrypoint } from "cloudflare:workers";
import * as product from "./index.js";
import { add, counts, quietly, reset, total } from "./counts.mjs";
import { countedEnv } from "./counted-env.mjs";
import { countedState } from "./counted-state.mjs";

export default class Counted extends WorkerEntrypoint {
  #inner;

  constructor(ctx, env) {
    super(ctx, env);
    this.#inner = new product.default(ctx, countedEnv(env, "worker"));
  }

  async fetch(request) {
    const { pathname } = new URL(request.url);
    if (pathname === "/__bench/counts") return Response.json(counts());
    if (pathname === "/__bench/reset") return Response.json(reset());
    add("requests");
    return quietly(() => this.#inner.fetch(request));
  }

  scheduled(event) {
    return this.#inner.scheduled(event);
  }
}

/** Creates an object class whose instances wrap one of the product's and count its inputs and its operations. */
function countedClass(className) {
  return class {
    #inner;

    constructor(ctx, env) {
      this.#inner = new product[className](countedState(ctx, className), countedEnv(env, className));
    }

    fetch(request) {
      add(`${className}.fetch`);
      return this.#inner.fetch(request);
    }

    alarm(info) {
      add(`${className}.alarm`);
      return this.#background(() => this.#inner.alarm(info));
    }

    webSocketMessage(socket, message) {
      add(`${className}.webSocketMessage`);
      return this.#background(() => this.#inner.webSocketMessage(socket, message));
    }

    webSocketClose(socket, ...details) {
      add(`${className}.webSocketClose`);
      return this.#background(() => this.#inner.webSocketClose(socket, ...details));
    }

    webSocketError(socket, error) {
      return this.#inner.webSocketError(socket, error);
    }

    async #background(work) {
      total.backgroundBegun += 1;
      total.backgroundRunning += 1;
      try {
        return await work();
      } finally {
        total.backgroundRunning -= 1;
      }
    }
  };
}

export const Dispatcher = countedClass("Dispatcher");
export const GatewayConnection = countedClass("GatewayConnection");
export const PushQueue = countedClass("PushQueue");
export const SyncSession = countedClass("SyncSession");
export const WebhookDelivery = countedClass("WebhookDelivery");
