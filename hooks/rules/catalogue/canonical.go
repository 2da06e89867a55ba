package catalogue

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"reflect"
	"slices"

	"onestop/hooks/rules/fault"
)

// Canonical is the one form in bytes of the content: JSON in the order of the struct,
// children in their order, sets sorted, no list ever null. The same content gives the
// same bytes, whatever order its rows were read in. It refuses text that is not UTF-8
// with text_invalid, because such text would not come back the same.
func (s *Snapshot) Canonical() ([]byte, error) {
	n := s.normal()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(n); err != nil {
		return nil, err
	}
	out := bytes.TrimSuffix(b.Bytes(), []byte("\n"))
	var back Snapshot
	if err := json.Unmarshal(out, &back); err != nil {
		return nil, err
	}
	if !reflect.DeepEqual(*n, back) {
		return nil, fault.New(fault.TextInvalid, "", "A text of the list has a broken encoding; type it again.")
	}
	return out, nil
}

// Checksum is the SHA-256 of the canonical bytes in hex.
func (s *Snapshot) Checksum() (string, error) {
	b, err := s.Canonical()
	if err != nil {
		return "", err
	}
	return Sum(b), nil
}

// Sum is the SHA-256 of content as it was stored, in hex. A stored revision is checked
// by the sum of its own bytes: a later version of the house may know more elements and
// would write the same list in other bytes.
func Sum(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// Read is the inverse of Canonical. Content that is not one JSON object of known
// elements is refused with value_invalid: a rule that this house does not know must
// not be passed over in silence.
func Read(content []byte) (*Snapshot, error) {
	dec := json.NewDecoder(bytes.NewReader(content))
	dec.DisallowUnknownFields()
	var s *Snapshot
	if err := dec.Decode(&s); err != nil {
		return nil, unreadable(err.Error())
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, unreadable("something follows the content")
	}
	if s == nil {
		return nil, unreadable("the content is null")
	}
	return s.normal(), nil
}

func unreadable(why string) error {
	return fault.New(fault.ValueInvalid, "R-CLM-07", "The content of the revision cannot be read; restore it from a backup.").With("why", why)
}

// normal is a copy with every child in order and every set sorted, that shares no
// list with the original.
func (s *Snapshot) normal() *Snapshot {
	n := *s
	n.ServiceObjects, n.Channels = set(s.ServiceObjects), set(s.Channels)
	n.BasicItem.Levels = set(s.BasicItem.Levels)
	n.Materials = ordered(s.Materials, func(a, b Material) int { return byOrder(a.Order, b.Order, a.ID, b.ID) })
	for i := range n.Materials {
		n.Materials[i].OnlyIf = set(n.Materials[i].OnlyIf)
	}
	n.Questions = Questions(s.Questions)
	n.Fees = ordered(s.Fees, func(a, b Fee) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	n.FormFields = ordered(s.FormFields, func(a, b FormField) int { return byOrder(a.Order, b.Order, a.ID, b.ID) })
	for i, f := range n.FormFields {
		n.FormFields[i].OnlyIf = set(f.OnlyIf)
		n.FormFields[i].Choices = append([]string{}, f.Choices...)
	}
	n.Steps = ordered(s.Steps, func(a, b Step) int { return byOrder(a.Seq, b.Seq, a.ID, b.ID) })
	return &n
}

// Questions is a copy of the questions in the order in which they are asked, each with
// its options in order.
func Questions(list []Question) []Question {
	out := ordered(list, func(a, b Question) int { return byOrder(a.Order, b.Order, a.ID, b.ID) })
	for i, q := range out {
		out[i].OnlyIf = set(q.OnlyIf)
		out[i].Options = ordered(q.Options, func(a, b Option) int { return byOrder(a.Order, b.Order, a.ID, b.ID) })
	}
	return out
}

func byOrder(a, b int, idA, idB string) int {
	return cmp.Or(cmp.Compare(a, b), cmp.Compare(idA, idB))
}

func ordered[T any](list []T, compare func(a, b T) int) []T {
	out := append([]T{}, list...)
	slices.SortStableFunc(out, compare)
	return out
}

func set(list []string) []string {
	out := append([]string{}, list...)
	slices.Sort(out)
	return slices.Compact(out)
}
