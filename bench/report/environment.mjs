// On what machine, engine and build something was measured, as the documents say it.
/** Said when others were at work on the machine. */
export const loadNote = (load) => (load > 2 ? `, busy with other work (load ${load})` : "");

export function environmentLine({ relaxed }) {
  const { node, v8, cpu, date, platform, load } = relaxed.environment;
  return `Node ${node} (V8 ${v8}, ${platform}), ${cpu}, ${date}${loadNote(load)}`;
}

export const digests = ({ relaxed, portable }) =>
  `WebAssembly (SHA-256): relaxed \`${relaxed.environment.wasmSha256.slice(0, 16)}…\`, portable \`${portable.environment.wasmSha256.slice(0, 16)}…\`.`;
