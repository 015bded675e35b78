import { CreateUserDialog, type Made } from '../Users/CreateUserDialog';
import { NewPassword } from '../Users/NewPassword';

interface Props {
  made: Made | null;
  onMade: (made: Made) => void;
  onClose: () => void;
  /** The password was kept by whoever hands it on. */
  onKept: () => void;
}

/** A new account, and then its password to hand on. */
export default function NewUser({ made, onMade, onClose, onKept }: Props) {
  if (!made) return <CreateUserDialog onClose={onClose} onMade={onMade} />;
  const { user, password } = made;
  return (
    <NewPassword
      username={user.username}
      password={password}
      toChange={user.must_change_password}
      onClose={onKept}
    />
  );
}
