// What a release's version and changelog have to be, judged from their texts alone.

/** "## 0.2.0 - 2026-11-29": headings of versions, the newest first. */
const HEADING = /^## (.+)$/gm;
const RELEASE = /^(\d+)\.(\d+)\.(\d+) - (\d{4}-\d{2}-\d{2})$/;

const parts = (version) => version.split(".").map(Number);

function isNewer(a, b) {
  const [first, second] = [parts(a), parts(b)];
  const at = first.findIndex((number, index) => number !== second[index]);
  return at !== -1 && first[at] > second[at];
}

/** Is it a day of the calendar, and not one to come? */
function isPast(date, today) {
  const time = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date) && date <= today;
}

/**
 * What is wrong with the changelog for a release of this version; nothing for one that may be published. `today`:
 * "2026-11-29".
 */
export function judgeChangelog(changelog, version, today) {
  const headings = [...changelog.matchAll(HEADING)].map(([, heading]) => heading);
  if (headings.length === 0) return ['CHANGELOG.md has no version: expected a heading like "## 0.2.0 - 2026-11-29"'];
  const problems = [];
  const releases = headings.map((heading) => ({ heading, match: RELEASE.exec(heading) }));
  for (const { heading, match } of releases) {
    if (match === null)
      problems.push(`CHANGELOG.md: "${heading}": expected a version and its date, "X.Y.Z - YYYY-MM-DD"`);
    else if (!isPast(match[4], today)) problems.push(`CHANGELOG.md: "${heading}": expected a day up to ${today}`);
  }
  const versions = releases.flatMap(({ match }) => (match === null ? [] : [match.slice(1, 4).join(".")]));
  for (const [index, older] of versions.slice(1).entries()) {
    if (!isNewer(versions[index], older)) problems.push(`CHANGELOG.md: ${versions[index]} stands above ${older}`);
  }
  if (versions[0] !== version) {
    problems.push(`package.json has version ${version}, the newest one of CHANGELOG.md is ${versions[0] ?? "none"}`);
  }
  const [first] = changelog.split(HEADING).slice(2);
  if ((first ?? "").trim() === "") problems.push(`CHANGELOG.md says nothing of "${headings[0]}"`);
  return problems;
}

/** Places that have to say the version of package.json: a name and what it says. */
export function judgeVersions(version, places) {
  return places.flatMap(([place, found]) =>
    found === version ? [] : [`${place} says ${found}, package.json ${version}`],
  );
}
