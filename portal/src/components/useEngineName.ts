import { useEngines } from '../api/managed';

/** Gives the name and the version of what runs, as `Redis 7`; an engine that the server no longer tells of by its key. */
export function useEngineName(): (of: { engine: string; version: string }) => string {
  const engines = useEngines().data ?? [];
  return ({ engine, version }) =>
    `${engines.find((one) => one.engine === engine)?.name ?? engine} ${version}`.trim();
}
