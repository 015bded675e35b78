import type { Change } from '../api/applications';

import { Changes } from './Changes';
import { useConfigFieldName } from './useConfigFieldName';

/** Differences of services' configurations, with the fields named as the form names them. */
export function ConfigChanges({ changes }: { changes: readonly Change[] }) {
  return <Changes changes={changes} nameOf={useConfigFieldName()} />;
}
