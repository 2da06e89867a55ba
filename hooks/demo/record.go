package demo

import (
	"crypto/sha256"
	"fmt"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"
)

// recordID gives the record of a key in a collection the same 15 characters every time.
func recordID(collection, key string) string {
	const signs = "abcdefghijklmnopqrstuvwxyz0123456789"
	sum := sha256.Sum256([]byte(collection + "/" + key))
	id := make([]byte, core.DefaultIdLength)
	for i := range id {
		id[i] = signs[int(sum[i])%len(signs)]
	}
	return string(id)
}

// ids are the records of several keys.
func ids(collection string, keys []string) []string {
	list := make([]string, len(keys))
	for i, key := range keys {
		list[i] = recordID(collection, key)
	}
	return list
}

// optionIDs are the options that answers like "agent.self" name, of the questions of an
// owner (a service or a life event).
func optionIDs(owner string, answers []string) []string {
	list := make([]string, len(answers))
	for i, answer := range answers {
		list[i] = recordID("options", owner+"."+answer)
	}
	return list
}

// put writes a record under its key with the house's own hand.
func (l *loader) put(collection, key string, fields map[string]any) (*core.Record, error) {
	c, err := l.tx.FindCachedCollectionByNameOrId(collection)
	if err != nil {
		return nil, err
	}
	r := core.NewRecord(c)
	r.Load(fields)
	r.Id = recordID(collection, key)
	if hash, ok := fields["password"].(*core.PasswordFieldValue); ok {
		r.SetRaw("password", hash)
	}
	if err := l.house.Seed(l.tx, r); err != nil {
		return nil, fmt.Errorf("%s %s: %w", collection, key, err)
	}
	return r, nil
}

// attachment is a file that keeps its name, where the platform would add a random part:
// the list that names it then has the same checksum every time.
func attachment(name string, content []byte) (*filesystem.File, error) {
	file, err := filesystem.NewFileFromBytes(content, name)
	if err == nil {
		file.Name = name
	}
	return file, err
}
