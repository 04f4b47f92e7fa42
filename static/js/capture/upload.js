// Sends one entry of the outbox and says how far it has come, which `fetch` does not.

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/**
 * As `ask` of the outbox.
 * @param {(key: string, percent: number) => void} tell
 * @returns {NonNullable<Cooling["upload"]>}
 */
export const uploadTelling = (tell) => (address, { method, body, headers }, timeout) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, address);
    request.timeout = timeout;
    for (const [name, value] of Object.entries({ Accept: "application/json", ...headers })) {
      request.setRequestHeader(name, value);
    }
    request.upload.onprogress = ({ loaded, total }) => {
      tell(headers["X-Entry-Key"], total ? Math.floor((100 * loaded) / total) : 0);
    };
    request.onload = () => {
      const { status, responseText, responseURL } = request;
      // It follows redirects by itself; one would be a sign-in page.
      if (responseURL !== new URL(address, location.href).href) {
        reject(new Error("redirected"));
        return;
      }
      const wish = Number(request.getResponseHeader("Retry-After")) * 1000 || 0;
      resolve({ status, wish, said: parsed(responseText) });
    };
    request.onerror = request.ontimeout = () => reject(new Error("no answer"));
    request.send(body);
  });
