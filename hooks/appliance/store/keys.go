package store

import (
	"errors"
	"os"

	"onestop/hooks/appliance/refusal"
)

// The variables of the environment in which the credentials of the object storage stand. No
// flag takes them, because everybody on a machine reads the command lines on it.
const (
	keyName    = "ONESTOP_S3_KEY"
	secretName = "ONESTOP_S3_SECRET"
)

// Keys are the credentials of an object storage.
type Keys struct{ Key, Secret string }

// String and GoString keep the secret out of every log.
func (k Keys) String() string   { return "the key " + k.Key }
func (k Keys) GoString() string { return k.String() }

// errKeysAbsent says how the credentials are given.
var errKeysAbsent = refusal.New("The object storage needs a key: put it into the variables "+keyName+" and "+secretName+" of the service.",
	"对象存储需要密钥：请在服务的环境变量 "+keyName+" 和 "+secretName+" 里设置。")

// KeysAbsent tells whether credentials are missing.
func KeysAbsent(err error) bool { return errors.Is(err, errKeysAbsent) }

// Credentials are those in the environment of this process.
func Credentials() (Keys, error) {
	k := Keys{os.Getenv(keyName), os.Getenv(secretName)}
	if k.Key == "" || k.Secret == "" {
		return Keys{}, errKeysAbsent
	}
	return k, nil
}
