import type { Application } from '../../../api/applications';
import type { Dialog } from '../ServiceActions';

import { AddServiceDialog } from './AddServiceDialog';
import { ScaleDialog } from './ScaleDialog';
import { UpgradeDialog } from './UpgradeDialog';

interface Props {
  dialog: Dialog;
  application: Application;
  onClose: () => void;
}

/** The dialog that is open; loaded when the first one is. */
export default function ServiceDialogs({ dialog, application, onClose }: Props) {
  switch (dialog.kind) {
    case 'add':
      return <AddServiceDialog application={application} onClose={onClose} />;
    case 'scale':
      return <ScaleDialog service={dialog.service} onClose={onClose} />;
    case 'upgrade':
      return <UpgradeDialog service={dialog.service} onClose={onClose} />;
  }
}
