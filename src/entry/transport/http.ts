// "feldspar-dkg/transport/http.js": private messages, posted to the addresses of their receivers.
export { HttpTransport, type HttpTransportOptions } from "../../transport/http.js";
