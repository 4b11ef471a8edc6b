// As far as tests need it: the package comes without types.
declare module "ws" {
  import type { Server } from "node:http";

  export class WebSocket {
    constructor(url: string);
    readonly readyState: number;
    send(data: string | Uint8Array): void;
    close(): void;
    terminate(): void;
    on(event: "close" | "error", listener: () => void): this;
    addEventListener(type: "open" | "message", listener: (event: { readonly data?: unknown }) => void): void;
  }

  export class WebSocketServer {
    constructor(options: { readonly server: Server; readonly maxPayload: number });
    readonly clients: ReadonlySet<WebSocket>;
    on(event: "connection", listener: (socket: WebSocket) => void): this;
    close(): void;
  }
}
