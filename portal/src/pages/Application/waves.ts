/** In which order services start. */
import type { ServiceStatus } from '../../api/services';

/** Services by wave, the first to start first; within a wave by name. */
export function wavesOf(services: readonly ServiceStatus[]): ServiceStatus[][] {
  const waves = new Map<number, ServiceStatus[]>();
  for (const service of services) waves.set(service.wave, [...(waves.get(service.wave) ?? []), service]);
  return [...waves.entries()]
    .sort(([one], [other]) => one - other)
    .map(([, members]) => members.sort((one, other) => one.name.localeCompare(other.name)));
}
