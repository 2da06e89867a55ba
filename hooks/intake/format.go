package intake

import (
	"bytes"
	"image/jpeg"
	"image/png"
	"io"
)

// A format is a type of file that is taken: how it is recognised, how its head is measured
// without decoding (in the server) and how the whole is read (in the child process).
type format struct {
	key        byte // names the format between parent and child
	mime, ext  string
	magic      string
	extensions []string
	measure    func(r io.Reader) (width, height int, err error)
	judge      func(data []byte) (report, error)
}

const (
	mimeJPEG = "image/jpeg"
	mimePNG  = "image/png"
)

var pictures = []string{"jpg", "jpeg", "jpe", "jfif", "png"}

// formats are all that is taken; the extension is that of the stored file.
var formats = []format{
	{'j', mimeJPEG, ".jpg", "\xff\xd8\xff", pictures, measureJPEG, judgePicture(mimeJPEG, jpeg.Decode, orientationJPEG)},
	{'p', mimePNG, ".png", pngMagic, pictures, measurePNG, judgePicture(mimePNG, png.Decode, orientationPNG)},
	{'d', "application/pdf", ".pdf", "%PDF-", []string{"pdf"}, nil, judgePDF},
}

// headBytes is how much of a file is looked at to tell its type.
const headBytes = 4096

// foreign are the types that get advice of their own. The place of the magic is counted
// in bytes from the beginning; the first match decides.
var foreign = []struct {
	at    int
	magic string
	why   reason
}{
	{0, "GIF8", isPicture}, {0, "BM", isPicture}, {0, "II*\x00", isPicture}, {0, "MM\x00*", isPicture},
	{0, "II+\x00", isPicture}, {0, "MM\x00+", isPicture}, {8, "WEBP", isPicture},
	{4, "ftypheic", isPhone}, {4, "ftypheix", isPhone}, {4, "ftyphevc", isPhone}, {4, "ftypheim", isPhone},
	{4, "ftypmif1", isPhone}, {4, "ftypmsf1", isPhone}, {4, "ftypavif", isPhone}, {4, "ftypavis", isPhone},
	{0, "PK\x03\x04", isArchive}, {0, "PK\x05\x06", isArchive}, {0, "Rar!\x1a\x07", isArchive}, {0, "7z\xbc\xaf\x27\x1c", isArchive},
	{0, "\x1f\x8b", isArchive}, {0, "BZh", isArchive}, {0, "\xfd7zXZ\x00", isArchive}, {0, "\x28\xb5\x2f\xfd", isArchive},
	{257, "ustar", isArchive}, {0, "MSCF", isArchive},
	{0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", isOffice}, {0, "{\\rtf", isOffice},
	{0, "MZ", isProgram}, {0, "\x7fELF", isProgram}, {0, "#!", isProgram}, {0, "\xca\xfe\xba\xbe", isProgram},
	{0, "\xcf\xfa\xed\xfe", isProgram}, {0, "L\x00\x00\x00\x01\x14\x02\x00", isProgram},
}

// recognise tells the format of a file by its first bytes alone; for everything that is
// not taken the error is the reason with the best advice.
func recognise(head []byte) (*format, error) {
	for i := range formats {
		if bytes.HasPrefix(head, []byte(formats[i].magic)) {
			return &formats[i], nil
		}
	}
	if bytes.Contains(head[:min(len(head), 1024)], []byte("%PDF-")) {
		return nil, isLatePDF
	}
	for _, f := range foreign {
		if len(head) >= f.at && bytes.HasPrefix(head[f.at:], []byte(f.magic)) {
			return nil, packed(f.why, head)
		}
	}
	return nil, written(head)
}

// packed looks at the names inside a zip archive: office documents are such archives.
func packed(why reason, head []byte) reason {
	if why != isArchive {
		return why
	}
	for _, inner := range []struct {
		name string
		why  reason
	}{{"OFD.xml", isLayout}, {"[Content_Types].xml", isOffice}, {"word/", isOffice}, {"xl/", isOffice}, {"ppt/", isOffice}, {"mimetypeapplication/vnd.oasis", isOffice}} {
		if bytes.Contains(head, []byte(inner.name)) {
			return inner.why
		}
	}
	return why
}

// written recognises web pages, drawings and plain text.
func written(head []byte) reason {
	text := bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n\f"))
	switch {
	case bytes.HasPrefix(text, []byte("<")) && bytes.Contains(text, []byte("<svg")):
		return isVector
	case bytes.HasPrefix(text, []byte("<")):
		return isMarkup
	case len(text) > 1 && !bytes.ContainsFunc(text, func(r rune) bool { return r < ' ' && r != '\n' && r != '\r' && r != '\t' || r == 0xfffd }):
		return isMarkup
	}
	return isUnknown
}

// zipEnd is the mark of the directory at the end of a zip archive, zipTail how far from
// the end of a file it can stand.
const (
	zipEnd  = "PK\x05\x06"
	zipTail = 22 + 1<<16
)

// twofold reports whether the tail of a file is the directory of a zip archive, so that
// the file can also be opened as an archive or a program. Other data behind the end of a
// photo is harmless and common (moving pictures of phones) and does not matter.
func twofold(tail []byte) bool {
	for i := bytes.LastIndex(tail, []byte(zipEnd)); i >= 0; i = bytes.LastIndex(tail[:i], []byte(zipEnd)) {
		if len(tail)-i < 22 {
			continue
		}
		comment := int(tail[i+20]) | int(tail[i+21])<<8
		if i+22+comment <= len(tail) && (tail[i+10] != 0 || tail[i+11] != 0) {
			return true
		}
	}
	return false
}
