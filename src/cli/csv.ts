// CSV as RFC 4180 has it: fields in double quotes may contain commas, line breaks and doubled quotes. Lines may end in
// CR LF, LF or CR.
import { UsageError } from "./usage-error.js";

export interface CsvRecord {
  /** Of the line in which the record begins, from 1. */
  readonly line: number;
  readonly fields: readonly string[];
}

const FIELD_END = /[,\r\n]/g;
const QUOTED = /[ \t]*"([^"]*(?:""[^"]*)*)"[ \t]*(?=[,\r\n]|$)/y;

/** Splits a text into records; lines without anything are none. `source` names it in errors. Throws `UsageError`. */
export function parseCsv(text: string, source: string): CsvRecord[] {
  const records: CsvRecord[] = [];
  let position = 0;
  let line = 1;
  let first = line;
  let fields: string[] = [];
  const endRecord = () => {
    if (fields.length > 1 || fields[0] !== "") records.push({ line: first, fields });
    fields = [];
  };
  for (;;) {
    QUOTED.lastIndex = position;
    const quoted = QUOTED.exec(text);
    if (quoted) {
      const content = quoted[1]!.replaceAll('""', '"');
      fields.push(content);
      line += content.match(/\r\n?|\n/g)?.length ?? 0;
      position = QUOTED.lastIndex;
    } else {
      FIELD_END.lastIndex = position;
      const end = FIELD_END.exec(text)?.index ?? text.length;
      const content = text.slice(position, end).trim();
      if (content.startsWith('"')) {
        throw new UsageError(`${source}:${line}: expected a closing quote followed by a comma or the end of the line`);
      }
      fields.push(content);
      position = end;
    }
    if (position === text.length) break;
    if (text[position] === ",") {
      position++;
      continue;
    }
    endRecord();
    position += text.startsWith("\r\n", position) ? 2 : 1;
    first = ++line;
  }
  endRecord();
  return records;
}
