package doctor

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// Shipped are the digests of the access rules of every collection as the migrations of this
// version leave them, a line each: name and digest. A test of the house holds it.
//
//go:embed rules.golden
var Shipped string

// publicFiles are what everyone may fetch: blank forms and samples of the catalogue.
var publicFiles = []string{"services.result_sample", "materials.blank_form", "materials.sample"}

// collection is a row of the schema as the database holds it.
type collection struct {
	Name    string  `db:"name"`
	Fields  string  `db:"fields"`
	Options string  `db:"options"`
	List    *string `db:"listRule"`
	View    *string `db:"viewRule"`
	Create  *string `db:"createRule"`
	Update  *string `db:"updateRule"`
	Delete  *string `db:"deleteRule"`
}

func collectionsOf(db dbx.Builder) (list []collection, err error) {
	err = db.Select("name", "fields", "options", "listRule", "viewRule", "createRule", "updateRule", "deleteRule").
		From("_collections").OrderBy("name").All(&list)
	return list, err
}

// LookSchema compares the collections of a database with what was shipped.
func LookSchema(db dbx.Builder) (*Schema, error) {
	list, err := collectionsOf(db)
	if err != nil {
		return nil, err
	}
	s := &Schema{}
	for _, c := range list {
		open, err := c.unprotected()
		if err != nil {
			return nil, err
		}
		s.Unprotected = append(s.Unprotected, open...)
	}
	lines, err := rulesOf(list)
	if err != nil {
		return nil, err
	}
	s.Changed = changedRules(strings.Split(strings.TrimSpace(Shipped), "\n"), lines)
	return s, nil
}

// unprotected names the file fields of a collection that everybody may fetch and should not.
func (c collection) unprotected() ([]string, error) {
	var fields []struct {
		Name, Type string
		Protected  bool
	}
	if err := json.Unmarshal([]byte(c.Fields), &fields); err != nil {
		return nil, fmt.Errorf("the fields of %s: %w", c.Name, err)
	}
	var open []string
	for _, f := range fields {
		if name := c.Name + "." + f.Name; f.Type == core.FieldTypeFile && !f.Protected && !slices.Contains(publicFiles, name) {
			open = append(open, name)
		}
	}
	return open, nil
}

// RulesOf are the lines of the golden file for the collections of a database.
func RulesOf(db dbx.Builder) (lines []string, err error) {
	list, err := collectionsOf(db)
	if err != nil {
		return nil, err
	}
	return rulesOf(list)
}

func rulesOf(list []collection) (lines []string, err error) {
	for _, c := range list {
		digest, err := c.digest()
		if err != nil {
			return nil, err
		}
		lines = append(lines, c.Name+" "+digest)
	}
	return lines, nil
}

// digest is of everything that says who may do what: a rule that is not there (nobody) is
// another one than an empty rule (everybody).
func (c collection) digest() (string, error) {
	var options struct {
		AuthRule   *string `json:"authRule"`
		ManageRule *string `json:"manageRule"`
	}
	if err := json.Unmarshal([]byte(c.Options), &options); err != nil {
		return "", fmt.Errorf("the options of %s: %w", c.Name, err)
	}
	text, err := json.Marshal([]*string{c.List, c.View, c.Create, c.Update, c.Delete, options.AuthRule, options.ManageRule})
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8]), nil
}

// changedRules names the collections whose line differs, or that only one side has.
func changedRules(shipped, found []string) []string {
	var names []string
	for _, pair := range [][2][]string{{shipped, found}, {found, shipped}} {
		for _, line := range pair[0] {
			name, _, _ := strings.Cut(line, " ")
			if !slices.Contains(pair[1], line) && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return names
}
