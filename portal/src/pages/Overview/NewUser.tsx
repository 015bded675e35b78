import { useState } from 'react';

import { CreateUserDialog, type Made } from '../Users/CreateUserDialog';
import { NewPassword } from '../Users/NewPassword';

/** A new account, and its password to hand on. */
export default function NewUser({ onClose }: { onClose: () => void }) {
  const [made, setMade] = useState<Made | null>(null);
  if (made)
    return (
      <NewPassword
        username={made.user.username}
        password={made.password}
        toChange={made.user.must_change_password}
        onClose={onClose}
      />
    );
  return <CreateUserDialog onClose={onClose} onMade={setMade} />;
}
