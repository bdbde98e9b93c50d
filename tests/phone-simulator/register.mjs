/** Registers a device like the phone's app at its first start. Returns the whole answer. */
export async function registerGateway({ url, deviceId, name, registrationToken, deviceInfo }) {
  const response = await fetch(new URL("/api/v1/gateway/register", url), {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(registrationToken ? { authorization: `Bearer ${registrationToken}` } : {}),
    },
    body: JSON.stringify({ device_id: deviceId, name, ...(deviceInfo ? { device_info: deviceInfo } : {}) }),
  }).catch((error) => {
    throw new Error(`no answer from ${url}: ${error.cause?.message ?? error.message}`);
  });
  const text = await response.text();
  if (response.status !== 201) throw new Error(`registration of ${deviceId} was refused: ${response.status} ${text}`);
  return JSON.parse(text);
}
