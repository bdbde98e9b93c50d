import type { ErrorCode } from "./error-codes.ts";

/** A failure as the headers of its answer tell it, whatever the format of its body. */
export interface Failure {
  status: number;
  /** Kind of the failure, for programs: one of the codes below `/errors/`. Absent if a proxy answered. */
  code?: ErrorCode;
  /** URL of the page that explains the failure. */
  docUrl?: string;
  /** Id of the request, for the operator's logs. */
  requestId?: string;
}

const help = /<([^<>]*\/errors\/([a-z_]+))>; rel="help"/;

/** Reads the failure from the headers of an answer. */
export function failureOf(response: Response): Failure {
  const link = help.exec(response.headers.get("link") ?? "");
  const requestId = response.headers.get("request-id");
  return {
    status: response.status,
    ...(link !== null && { docUrl: link[1], code: link[2] }),
    ...(requestId !== null && { requestId }),
  };
}
