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
// and the child answers with a length and a report in JSON.

const greeting = "intake 1\n"

// maxReport bounds the answer of a child, in bytes: a child that a file has turned
// against us can not fill the memory of the parent.
const maxReport = 64 << 10

// report is what a child says of one file.
type report struct {
	Refused reason         `json:"refused,omitempty"`
	Pages   int            `json:"pages,omitempty"`
	Flags   []string       `json:"flags,omitempty"`
	Quality map[string]any `json:"quality,omitempty"`
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
	text, err := json.Marshal(rep)
	if err != nil {
		return err
	}
	_, err = w.Write(append(binary.BigEndian.AppendUint32(nil, uint32(len(text))), text...))
	return err
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
	return rep, nil
}
