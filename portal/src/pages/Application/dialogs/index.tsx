import type { Dialog } from '../ServiceActions';

import { DeleteServiceDialog } from './DeleteServiceDialog';
import { ScaleDialog } from './ScaleDialog';
import { UpgradeDialog } from './UpgradeDialog';

interface Props {
  dialog: Dialog;
  onClose: () => void;
}

/** The dialog that is open; loaded when the first one is. */
export default function ServiceDialogs({ dialog, onClose }: Props) {
  switch (dialog.kind) {
    case 'scale':
      return <ScaleDialog service={dialog.service} onClose={onClose} />;
    case 'delete':
      return <DeleteServiceDialog service={dialog.service} users={dialog.users} onClose={onClose} />;
    case 'upgrade':
      return <UpgradeDialog service={dialog.service} onClose={onClose} />;
  }
}
