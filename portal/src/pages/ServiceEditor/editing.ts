/** What every section of the editor knows: the application, and the service as it is stored. */
import { createContext, useContext } from 'react';

import type { Application } from '../../api/applications';
import type { Service } from '../../api/services';

export interface Editing {
  application: Application;
  /** Null while it is new. */
  service: Service | null;
  /** The application's other services. */
  others: readonly Service[];
}

export const EditingContext = createContext<Editing | null>(null);

export function useEditing(): Editing {
  const editing = useContext(EditingContext);
  if (!editing) throw new Error('a section of the service editor stands outside of it');
  return editing;
}
