// What a node writes down: a JSON object on each line, by pino where it is installed. No secret is ever given to it.
import { FeldsparError } from "../../encoding/index.js";
import { todoOf } from "./remedies.js";
import { LOG_LEVELS, type LogLevel } from "./settings.js";

export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

export interface NodeLog {
  level: LogLevel;
  write(level: LogLevel, message: string, fields?: LogFields): void;
}

/** pino's numbers. */
const NUMBERS: Readonly<Record<LogLevel, number>> = { debug: 20, info: 30, warn: 40, error: 50 };

/** What pino writes, without pino. */
function plainLog(level: LogLevel, base: LogFields): NodeLog {
  return {
    level,
    write(of, msg, fields = {}) {
      if (NUMBERS[of] < NUMBERS[this.level]) return;
      process.stdout.write(`${JSON.stringify({ level: NUMBERS[of], time: Date.now(), ...base, ...fields, msg })}\n`);
    },
  };
}

/** Writes to standard output. */
export async function openLog(level: LogLevel, base: LogFields): Promise<NodeLog> {
  const pino = await import("pino").catch(() => null);
  if (pino === null) return plainLog(level, base);
  // synchronous: the last line before the end is the one that is looked for
  const logger = pino.pino({ level, base }, pino.destination({ dest: 1, sync: true }));
  return {
    get level() {
      return logger.level as LogLevel;
    },
    set level(next: LogLevel) {
      logger.level = next;
    },
    write: (of, message, fields = {}) => logger[of](fields, message),
  };
}

/** Code and message of what was thrown, and what to do about it; never values that it carries. */
export function failureFields(error: unknown): LogFields {
  const reason = (error instanceof Error ? error.message : String(error)).slice(0, 300);
  return error instanceof FeldsparError ? { code: error.code, reason, ...todoOf(error.code) } : { reason };
}

/** Is this a level? */
export const isLogLevel = (text: string): text is LogLevel => (LOG_LEVELS as readonly string[]).includes(text);
