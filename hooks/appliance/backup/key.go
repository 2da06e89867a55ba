package backup

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/pocketbase/dbx"

	"onestop/hooks/appliance"
	"onestop/hooks/appliance/refusal"
	"onestop/hooks/appliance/vault"
	"onestop/hooks/rules/workday"
)

// Opens tells whether a key file with this content opens what is sealed in a database; one in
// which nothing is sealed is opened by every key that is a key.
type Opens func(key []byte, db dbx.Builder) (bool, error)

// BadKey is a refusal for the key of the numbers of people: the database and the disk are not to
// blame.
type BadKey struct{ refusal.Refusal }

// Unwrap is the sentence.
func (b BadKey) Unwrap() error { return b.Refusal }

// NewBadKey formats both sentences with the same arguments.
func NewBadKey(en, zh string, args ...any) error {
	return BadKey{refusal.Of(refusal.New(en, zh, args...))}
}

// NewBadKeyFile is NewBadKey of a key file, which the first argument names, with the advice where
// the right one is to be had.
func NewBadKeyFile(en, zh string, args ...any) error {
	return NewBadKey(en+" Put the right one back from where it was kept, or bring a backup, which holds it, back into another folder (onestop restore --from PLACE --dir OTHER) and copy OTHER.key to %[1]s.",
		zh+"请放回另存的密钥文件，或把备份（其中有密钥）恢复到另一个文件夹（onestop restore --from 备份位置 --dir 另一文件夹），再把“另一文件夹.key”复制为 %[1]s。", args...)
}

func keyToBlame(err error) bool {
	_, is := errors.AsType[BadKey](err)
	return is
}

// holdsKey refuses a backup to be that lacks the key.
func (b *Backups) holdsKey(m *vault.Manifest) error {
	if _, ok := m.Beside[appliance.KeyEnding]; ok {
		return nil
	}
	return NewBadKeyFile("The key file %[1]s is missing, and without it nobody can read the numbers of people in a backup: none was made, the earlier ones are kept.",
		"缺少密钥文件 %[1]s，没有它备份中的证件号码谁也无法读取，因此没有备份；以前的备份都还在。", appliance.KeyFile(b.Dir))
}

// keyFits refuses a backup to be whose key does not open what is sealed in its database.
func (b *Backups) keyFits(m *vault.Manifest, db dbx.Builder) error {
	fits, err := b.Opens.fit(m.Beside[appliance.KeyEnding], db)
	if err != nil || fits {
		return err
	}
	return NewBadKeyFile("The key file %[1]s is damaged or that of another house, and does not open the numbers of people here: no backup was made, the earlier ones are kept.",
		"密钥文件 %[1]s 已损坏，或属于另一套系统，打不开这里的证件号码，因此没有备份；以前的备份都还在。", appliance.KeyFile(b.Dir))
}

// fit is the question itself; nobody who does not know it is asked.
func (o Opens) fit(key []byte, db dbx.Builder) (bool, error) {
	if o == nil {
		return true, nil
	}
	return o(key, db)
}

// opened refuses a backup on its way back that nobody could start: without a key in it or beside
// the folder, or with one that does not open its numbers.
func (r *Restore) opened(x *extraction) error {
	key, in := x.manifest.Beside[appliance.KeyEnding]
	file := appliance.KeyFile(r.Dir)
	if !in {
		var err error
		if key, err = os.ReadFile(file); errors.Is(err, fs.ErrNotExist) {
			return NewBadKey("The backup of %[1]s holds no key, and %[2]s is missing: nobody could read the numbers of people. Take an earlier backup (--at), or put the key there first.",
				"%[1]s 的备份里没有密钥，%[2]s 也不存在：证件号码将无法读取。请用 --at 选择较早的备份，或先放好密钥文件。", workday.Minute(x.manifest.At), file)
		} else if err != nil {
			return err
		}
	}
	db, err := openCopy(filepath.Join(x.dir, "data.db"))
	if err != nil {
		return err
	}
	defer db.Close()
	fits, err := r.Opens.fit(key, db)
	switch {
	case err != nil || fits:
		return err
	case in:
		return NewBadKey("The key in the backup of %[1]s does not open the numbers of people in it. Take an earlier backup (--at).", "%[1]s 的备份里的密钥打不开其中的证件号码。请用 --at 选择较早的备份。", workday.Minute(x.manifest.At))
	}
	return NewBadKey("The backup of %[1]s holds no key, and %[2]s does not open the numbers of people in it. Take an earlier backup (--at), or put the right key there first.",
		"%[1]s 的备份里没有密钥，%[2]s 也打不开其中的证件号码。请用 --at 选择较早的备份，或先放好正确的密钥文件。", workday.Minute(x.manifest.At), file)
}
