package intake

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// The talk between parent and child. The child greets once; then for every file the
// parent sends the key of the format, the length (four bytes, big endian) and the bytes,
// and the child answers with a length, a report in JSON, and the copy and the thumbnail of
// a picture, as long as the report says.

const greeting = "intake 1\n"

// maxReport bounds the answer of a child, in bytes: a child that a file has turned
// against us can not fill the memory of the parent.
const (
	maxReport = 64 << 10
	maxThumb  = 256 << 10
)

// report is what a child says of one file.
type report struct {
	Refused reason         `json:"refused,omitempty"`
	Pages   int            `json:"pages,omitempty"`
	Flags   []string       `json:"flags,omitempty"`
	Quality map[string]any `json:"quality,omitempty"`
	Mime    string         `json:"mime,omitempty"` // of the copy
	Copy    int            `json:"copy,omitempty"` // bytes that follow the report
	Thumb   int            `json:"thumb,omitempty"`

	copy, thumb []byte
}

func writeJob(w io.Writer, key byte, size int64) error {
	_, err := w.Write(binary.BigEndian.AppendUint32([]byte{key}, uint32(size)))
	return err
}

func readJob(r io.Reader) (key byte, data []byte, err error) {
	var head [5]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return 0, nil, err
	}
	size := binary.BigEndian.Uint32(head[1:])
	if size > MaxBytes {
		return 0, nil, errors.New("intake: job too large")
	}
	data = make([]byte, size)
	_, err = io.ReadFull(r, data)
	return head[0], data, err
}

func writeReport(w io.Writer, rep report) error {
	rep.Copy, rep.Thumb = len(rep.copy), len(rep.thumb)
	text, err := json.Marshal(rep)
	if err != nil {
		return err
	}
	for _, part := range [][]byte{binary.BigEndian.AppendUint32(nil, uint32(len(text))), text, rep.copy, rep.thumb} {
		if _, err := w.Write(part); err != nil {
			return err
		}
	}
	return nil
}

func readReport(r io.Reader) (rep report, err error) {
	var head [4]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return report{}, err
	}
	size := binary.BigEndian.Uint32(head[:])
	if size > maxReport {
		return report{}, fmt.Errorf("intake: a report of %d bytes", size)
	}
	text := make([]byte, size)
	if _, err := io.ReadFull(r, text); err != nil {
		return report{}, err
	}
	if err := json.Unmarshal(text, &rep); err != nil {
		return report{}, err
	}
	if _, known := refusals[rep.Refused]; rep.Refused != "" && !known {
		return report{}, fmt.Errorf("intake: a report with the unknown reason %q", rep.Refused)
	}
	if rep.Copy < 0 || rep.Copy > MaxBytes || rep.Thumb < 0 || rep.Thumb > maxThumb || rep.Copy == 0 && rep.Thumb > 0 {
		return report{}, fmt.Errorf("intake: a copy of %d and a thumbnail of %d bytes", rep.Copy, rep.Thumb)
	}
	if rep.Copy == 0 {
		return rep, nil
	}
	rep.copy, rep.thumb = make([]byte, rep.Copy), make([]byte, rep.Thumb)
	if _, err := io.ReadFull(r, rep.copy); err != nil {
		return report{}, err
	}
	_, err = io.ReadFull(r, rep.thumb)
	return rep, err
}
