import { useTranslation } from 'react-i18next';

import type { ContainerRow } from '../api/containers';

import { toneOf } from './containerTone';
import { ToneLabel } from './ToneLabel';

type Shown = Pick<ContainerRow, 'state' | 'ready' | 'reason' | 'explanation'>;

/** What a container does, in one word. */
export function ContainerStateLabel({ row }: { row: Shown }) {
  const { t } = useTranslation();
  const unready = row.state === 'running' && !row.ready;
  return (
    <ToneLabel
      tone={toneOf(row)}
      text={t(unready ? 'containers.notReady' : `containers.state.${row.state}`)}
      state={row.state}
    />
  );
}
