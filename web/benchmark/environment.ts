// What the figures were measured on, as far as a browser tells.
interface Brand {
  readonly brand: string;
  readonly version: string;
}
interface HintedNavigator {
  readonly userAgentData?: { readonly brands: readonly Brand[]; readonly platform: string };
  readonly deviceMemory?: number;
}

const ENGINES: readonly (readonly [RegExp, string])[] = [
  [/Firefox\/(\d+)/, "Firefox"],
  [/Edg\/(\d+)/, "Edge"],
  [/(?:Headless)?Chrome\/(\d+)/, "Chrome"],
  // WebKitGTK and others of its kind name a Safari that there is not
  [/Linux.*AppleWebKit\/(\d+[.\d]*)/, "WebKit"],
  [/Version\/(\d+[.\d]*).*Safari/, "Safari"],
];
/** What says the system to whom it is not told as such; Android and ChromeOS are Linux too. */
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/Android/, "Android"],
  [/CrOS/, "ChromeOS"],
  [/iPhone|iPad/, "iOS"],
  [/Mac OS X/, "macOS"],
  [/Windows/, "Windows"],
  [/Linux/, "Linux"],
];

/** For example "Chromium 140" or "Firefox 144". */
export function engineName(): string {
  const brands = (navigator as HintedNavigator).userAgentData?.brands ?? [];
  const known =
    brands.find(({ brand }) => brand === "Chromium") ?? brands.find(({ brand }) => !/not.a.brand/i.test(brand));
  if (known !== undefined) return `${known.brand} ${known.version}`;
  for (const [pattern, name] of ENGINES) {
    const match = pattern.exec(navigator.userAgent);
    if (match !== null) return `${name} ${match[1]}`;
  }
  return navigator.userAgent.slice(0, 80);
}

/** For example "Linux, 8 threads, about 8 GiB of memory". */
export function machineName(): string {
  const { userAgentData, deviceMemory } = navigator as HintedNavigator;
  const [, named] = SYSTEMS.find(([pattern]) => pattern.test(navigator.userAgent)) ?? [];
  const system = userAgentData?.platform || (named ?? "unknown system");
  const memory = deviceMemory === undefined ? "" : `, about ${deviceMemory} GiB of memory`;
  return `${system}, ${navigator.hardwareConcurrency} threads${memory}`;
}
