/* Frames of sockets, as `hansei.collab.frames` tells them: a kind, a JSON object, bytes. */
export const KIND = { HELLO: 0, EDIT: 1, FLUSH: 2, WELCOME: 3, ACK: 4, PEOPLE: 5, SECTIONS: 6, FLUSHED: 7, LOOK: 8, TROUBLE: 9, TAG: 10, NEWS: 11 };
export const CODE = { SIGNED_OUT: 4401, FORBIDDEN: 4403, BUSY: 4503 };

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function framed(kind, told, data = new Uint8Array()) {
  const head = encoder.encode(JSON.stringify(told));
  const made = new Uint8Array(5 + head.length + data.length);
  made[0] = kind;
  new DataView(made.buffer).setUint32(1, head.length);
  made.set(head, 5);
  made.set(data, 5 + head.length);
  return made;
}

export function parsed(buffer) {
  const end = 5 + new DataView(buffer).getUint32(1);
  return { kind: new Uint8Array(buffer)[0], told: JSON.parse(decoder.decode(new Uint8Array(buffer, 5, end - 5))), data: new Uint8Array(buffer, end) };
}

/* A socket at an address of this site; null where the browser has none. */
export function opened(path) {
  const address = new URL(path, location.href);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  try {
    const socket = new WebSocket(address);
    socket.binaryType = "arraybuffer";
    return socket;
  } catch { return null; }
}
