// What the pool needs of a thread: the seam between it and the platform (node/, web/).

export interface Channel {
  /** Sends a message; the buffers move with it and are gone here. */
  post(message: unknown, transfer: ArrayBuffer[]): void;
  /** While held the thread keeps the process alive; a pool that is idle must not. */
  hold(busy: boolean): void;
  /** Ends the thread at once. Nothing more is heard of it. */
  terminate(): void;
}

export interface ChannelEvents {
  message(data: unknown): void;
  /** The thread is gone and will not answer; called at most once, never after `terminate`. */
  death(reason: string): void;
}

/** Starts a thread that runs `serve`. Throws where that is impossible. */
export type OpenChannel = (events: ChannelEvents) => Channel;

/** The other side of a channel, inside the thread. */
export interface Port {
  post(message: unknown, transfer: ArrayBuffer[]): void;
  listen(receive: (data: unknown) => void): void;
}
