package vault

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Entry is one backup as its name tells it.
type Entry struct {
	Seq int
	At  time.Time
}

const (
	manifestExt = ".manifest.age"
	listExt     = ".objects"
	stampForm   = "20060102T150405Z"
)

var entryForm = regexp.MustCompile(`^(\d{8})-(\d{8}T\d{6}Z)$`)

func (e Entry) name() string { return fmt.Sprintf("%08d-%s", e.Seq, e.At.UTC().Format(stampForm)) }

func parseEntry(name string) (Entry, bool) {
	parts := entryForm.FindStringSubmatch(name)
	if parts == nil {
		return Entry{}, false
	}
	seq, err := strconv.Atoi(parts[1])
	at, badTime := time.Parse(stampForm, parts[2])
	return Entry{seq, at}, err == nil && badTime == nil
}

func (e Entry) file(ext string) string { return backupsName + "/" + e.name() + ext }

// Entries are the finished backups, the oldest first.
func (s *Store) Entries() ([]Entry, error) { return s.entriesWith(manifestExt) }

func (s *Store) entriesWith(ext string) ([]Entry, error) {
	files, err := s.shelf.List(backupsName)
	if err != nil {
		return nil, explainRead(err, s.shelf.String())
	}
	var list []Entry
	for _, file := range files {
		if name, ok := strings.CutSuffix(file.Name, ext); ok {
			if entry, ok := parseEntry(name); ok {
				list = append(list, entry)
			}
		}
	}
	slices.SortFunc(list, func(a, b Entry) int { return a.Seq - b.Seq })
	return list, nil
}

// The list of the objects of a backup can be read without the phrase, so that a machine
// that cannot open backups knows what the others still need. It tells no more than the
// folder of the objects does.

const listHead = "onestop objects 1\n"

func writeList(objects []Object) []byte {
	lines := make([]string, len(objects))
	for i, o := range objects {
		lines[i] = o.Name + " " + strconv.FormatInt(o.Stored, 10) + "\n"
	}
	slices.Sort(lines)
	var b bytes.Buffer
	b.WriteString(listHead)
	for _, line := range slices.Compact(lines) {
		b.WriteString(line)
	}
	sum := sha256.Sum256(b.Bytes())
	b.WriteString("end " + hex.EncodeToString(sum[:]) + "\n")
	return b.Bytes()
}

// readList answers the sizes of the encrypted objects by their names. A list that is cut or
// changed is refused: what it does not name might be deleted.
func readList(text []byte) (map[string]int64, error) {
	body, end, ok := bytes.Cut(text, []byte("end "))
	sum := sha256.Sum256(body)
	if !ok || string(end) != hex.EncodeToString(sum[:])+"\n" || !bytes.HasPrefix(body, []byte(listHead)) {
		return nil, errors.New("the list of the objects of a backup is damaged")
	}
	named := map[string]int64{}
	for lines := bufio.NewScanner(bytes.NewReader(body[len(listHead):])); lines.Scan(); {
		name, size, _ := strings.Cut(lines.Text(), " ")
		n, err := strconv.ParseInt(size, 10, 64)
		if err != nil || !hex64.MatchString(name) {
			return nil, errors.New("the list of the objects of a backup is damaged")
		}
		named[name] = n
	}
	return named, nil
}
