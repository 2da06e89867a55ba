package store

import (
	"errors"
	"os"

	"onestop/hooks/appliance/refusal"
)

// The variables of the environment in which the credentials of the object storage stand. No
// flag takes them, because everybody on a machine reads the command lines on it.
// Backups have their own, because those of the files stand in the place of what the dashboard
// was told of the files.
const (
	keyName          = "ONESTOP_S3_KEY"
	secretName       = "ONESTOP_S3_SECRET"
	backupKeyName    = "ONESTOP_BACKUP_S3_KEY"
	backupSecretName = "ONESTOP_BACKUP_S3_SECRET"
)

// Keys are the credentials of an object storage.
type Keys struct{ Key, Secret string }

// String and GoString keep the secret out of every log.
func (k Keys) String() string   { return "the key " + k.Key }
func (k Keys) GoString() string { return k.String() }

// errKeysAbsent says how the credentials are given.
var errKeysAbsent = refusal.New("The object storage needs a key: put it into the variables "+keyName+" and "+secretName+" of the service.",
	"对象存储需要密钥：请在服务的环境变量 "+keyName+" 和 "+secretName+" 里设置。")

// errBackupKeysAbsent says how those of the backups are given.
var errBackupKeysAbsent = refusal.New("Backups in an object storage need a key: put it into the variables "+backupKeyName+" and "+backupSecretName+" of the service; without both of these, that of the files in "+keyName+" and "+secretName+" is used.",
	"在对象存储中备份需要密钥：请在服务的环境变量 "+backupKeyName+" 和 "+backupSecretName+" 里设置；两个都没有时，使用 "+keyName+" 和 "+secretName+" 里的文件密钥。")

// KeysAbsent tells whether credentials are missing.
func KeysAbsent(err error) bool { return errors.Is(err, errKeysAbsent) }

// Credentials are those in the environment of this process.
func Credentials() (Keys, error) { return keysIn(keyName, secretName, errKeysAbsent) }

// BackupCredentials are those of the backups, or else those of the files. Half of the first
// is a mistake, and no reason to try the others.
func BackupCredentials() (Keys, error) {
	if os.Getenv(backupKeyName)+os.Getenv(backupSecretName) == "" {
		return keysIn(keyName, secretName, errBackupKeysAbsent)
	}
	return keysIn(backupKeyName, backupSecretName, errBackupKeysAbsent)
}

func keysIn(key, secret string, absent error) (Keys, error) {
	k := Keys{os.Getenv(key), os.Getenv(secret)}
	if k.Key == "" || k.Secret == "" {
		return Keys{}, absent
	}
	return k, nil
}
