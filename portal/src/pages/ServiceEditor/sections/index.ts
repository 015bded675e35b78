/** The sections of the editor, in their order. A further one is a file, a line here, and its name in the texts. */
import type { ComponentType } from 'react';

import type { Texts } from '../../../i18n/bundles';
import type { Editing } from '../editing';
import { FILES, VARIABLES } from '../rows';
import type { Conversion } from '../values';

import { Basics } from './Basics';
import { Dependencies } from './Dependencies';
import { Domain } from './Domain';
import { Environment } from './Environment';
import { Files } from './Files';
import { Placement } from './Placement';
import { Ports } from './Ports';
import { Probes } from './Probes';
import { Replicas } from './Replicas';
import { Resources } from './Resources';
import { Volumes } from './Volumes';

export interface EditorSection {
  /** Names its anchor, and its title: `editor.section.KEY`. */
  key: keyof Texts['editor']['section'];
  /** Its inputs are items of the editor's form; the rest it asks of `useEditing`. */
  Section: ComponentType;
  /** Beginnings of the places of its inputs in the form's values: what is wrong there marks the section. */
  fields: readonly string[];
  /** Where the form has its part otherwise than the API. */
  conversion?: Conversion;
  /** Whether it has anything to show; without it, it always has. */
  shown?: (editing: Editing) => boolean;
}

export const SECTIONS: readonly EditorSection[] = [
  {
    key: 'basics',
    Section: Basics,
    fields: ['name', 'config.image', 'config.command', 'config.args', 'config.stop_grace_seconds'],
  },
  { key: 'resources', Section: Resources, fields: ['config.resources'] },
  { key: 'replicas', Section: Replicas, fields: ['replicas', 'autoscaling'] },
  { key: 'ports', Section: Ports, fields: ['config.ports'] },
  {
    key: 'environment',
    Section: Environment,
    fields: ['config.env', 'config.env_from'],
    conversion: VARIABLES,
  },
  { key: 'files', Section: Files, fields: ['config.files'], conversion: FILES },
  { key: 'volumes', Section: Volumes, fields: ['config.volumes'] },
  { key: 'dependencies', Section: Dependencies, fields: ['config.depends_on'] },
  { key: 'probes', Section: Probes, fields: ['config.probes'] },
  { key: 'placement', Section: Placement, fields: ['config.partition'] },
  { key: 'domain', Section: Domain, fields: ['config.domain'] },
];

export const CONVERSIONS = SECTIONS.flatMap(({ conversion }) => (conversion ? [conversion] : []));
