import type { ModelVersion, Registry } from 'driftsense';

/** A registry: versions in an array, aliases in a map, moved by compare-and-set. */
export function mapRegistry(): Registry {
  const versions: ModelVersion[] = [];
  const aliases = new Map<string, number>();
  return {
    append: async (entry) => {
      const version = { ...entry, version: versions.length + 1 };
      versions.push(version);
      return version;
    },
    read: async (version) => versions[version - 1],
    async *list() {
      yield* versions;
    },
    alias: async (name) => aliases.get(name),
    setAlias: async (name, version, expected) => aliases.get(name) === expected && !!aliases.set(name, version),
  };
}
