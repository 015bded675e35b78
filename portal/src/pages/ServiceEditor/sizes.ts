/** Sizes of a replica, and what of a tenant's quota is left for them. Pure. */
import type { Schemas } from '../../api/client';
import { quantity } from '../../components/quantity';

export type Size = Partial<Schemas['Resources']>;

export const PRESETS = [
  { name: 'small', size: { cpu: '100m', memory: '128Mi' } },
  { name: 'medium', size: { cpu: '500m', memory: '512Mi' } },
  { name: 'large', size: { cpu: '1', memory: '1Gi' } },
  { name: 'huge', size: { cpu: '2', memory: '4Gi' } },
] as const;

export function presetOf({ cpu, memory, cpu_limit: most, memory_limit: cap }: Size): string {
  const found = PRESETS.find(({ size }) => size.cpu === cpu && size.memory === memory);
  return found && !most && !cap ? found.name : 'custom';
}

export interface Taken {
  cpu: number;
  memory: number;
  pods: number;
}

export const NOTHING: Taken = { cpu: 0, memory: 0, pods: 0 };

/** What so many replicas reserve. */
export function takenBy(size: Size, replicas: number): Taken {
  return {
    cpu: quantity(size.cpu ?? '') * replicas,
    memory: quantity(size.memory ?? '') * replicas,
    pods: replicas,
  };
}

export interface Room {
  of: keyof Taken;
  wanted: number;
  left: number;
  fits: boolean;
}

type Amounts = Record<keyof Taken, string | number>;

/** What is wanted of each bound against what is left, with the service's own present share given back. */
export function roomFor(wanted: Taken, own: Taken, hard: Amounts, reserved: Amounts): Room[] {
  return (['cpu', 'memory', 'pods'] as const).map((of) => {
    const left = quantity(hard[of]) - quantity(reserved[of]) + own[of];
    // Thousandths of a core do not add up exactly as floating numbers.
    return { of, wanted: wanted[of], left, fits: !(wanted[of] > left + 1e-6) };
  });
}
