// For Cloudflare's runtime: answers a request with the answers as JSON. The binding KERNEL is the kernel, or "auto".
import { ask } from "./packed.mjs";

export default {
  fetch: async (_, { KERNEL }) => Response.json(await ask(KERNEL)),
};
