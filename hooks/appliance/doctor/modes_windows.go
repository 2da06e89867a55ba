package doctor

import (
	"errors"
	"io/fs"
	"path/filepath"
	"unsafe"

	"golang.org/x/sys/windows"
)

// openModes names the secrets of a folder that other users of the machine may use, by the
// rights that Windows keeps on each: what the mode of a file says there means nothing. A disk
// that keeps none (FAT) is found by its kind.
func openModes(dir string) (known bool, open []string, err error) {
	paths, err := secrets(dir)
	if err != nil {
		return true, nil, err
	}
	for _, path := range paths {
		list, listed, err := rightsOf(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return true, open, err
		}
		if openTo(list, listed) {
			open = append(open, filepath.Base(path))
		}
	}
	return true, open, nil
}

// rightsOf reads the rights on a file; listed is false where it has no list of them.
func rightsOf(path string) (list []entry, listed bool, err error) {
	sd, err := windows.GetNamedSecurityInfo(path, windows.SE_FILE_OBJECT, windows.DACL_SECURITY_INFORMATION)
	if err != nil {
		return nil, false, err
	}
	acl, _, err := sd.DACL()
	if errors.Is(err, windows.ERROR_OBJECT_NOT_FOUND) || err == nil && acl == nil {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	for i := range uint32(acl.AceCount) {
		var ace *windows.ACCESS_ALLOWED_ACE
		if err := windows.GetAce(acl, i, &ace); err != nil {
			return nil, false, err
		}
		// of other kinds (objects of a directory, conditions) files have none that a group this broad stands in
		if kind := ace.Header.AceType; kind != windows.ACCESS_ALLOWED_ACE_TYPE && kind != windows.ACCESS_DENIED_ACE_TYPE {
			continue
		}
		list = append(list, entry{
			Deny:        ace.Header.AceType == windows.ACCESS_DENIED_ACE_TYPE,
			InheritOnly: ace.Header.AceFlags&windows.INHERIT_ONLY_ACE != 0,
			Of:          (*windows.SID)(unsafe.Pointer(&ace.SidStart)).String(),
			Mask:        uint32(ace.Mask),
		})
	}
	return list, true, nil
}
