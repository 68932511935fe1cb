// What the page came with, so that dishes are there before a script or a session is: {language, store_id, store_name, table,
// etag, menu}. Null when the service did not know the code, for a kiosk, in tests of the parts, and when the network broke
// before the page was whole.
export const first_sight = read(globalThis.document?.getElementById('first-sight')?.textContent);

function read(text) {
  if (!text || new URLSearchParams(location.search).has('kiosk')) return null; // a phone's page, kept under the same address
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
