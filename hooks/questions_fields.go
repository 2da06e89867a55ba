package hooks

import (
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/pocketbase/pocketbase/core"
)

// What an answer shows of a record. The platform picks the fields that were asked for out of
// the whole answer, which it writes down, reads and writes down again: most of what a list of
// cases costs. What nobody asked for is hidden before; where that is all there is to do, the
// platform is told of no fields.

// shownKey and the id of a collection is where the question to a list keeps, among what was
// asked, the names that are shown of its records where the rest is hidden exactly: they are read
// once and looked up for each record.
const shownKey = "@shown/"

// picked are the names that are shown of the records of a list and of those that come along
// with them, by the id of their collection.
type picked map[string][]string

var plainName = regexp.MustCompile(`^[a-zA-Z_][a-zA-Z0-9_]*$`)

// pickedBy reads which fields are asked for of a list of the collection, and what is to come
// along. ok is false where hiding would not answer what the platform picks: parts of a field,
// modifiers, two relations that lead to one collection, or what comes along unasked.
func pickedBy(c *core.Collection, fields, expand string) (s picked, ok bool) {
	s, relations := picked{c.Id: nil}, map[string]string{}
	for field := range strings.SplitSeq(fields, ",") {
		parts := strings.Split(strings.TrimSpace(field), ".")
		if slices.ContainsFunc(parts, func(p string) bool { return !plainName.MatchString(p) }) {
			return nil, false
		}
		switch {
		case len(parts) == 1 && parts[0] != core.FieldNameExpand:
			s[c.Id] = append(s[c.Id], parts[0])
		case len(parts) == 3 && parts[0] == core.FieldNameExpand:
			relation, isOne := c.Fields.GetByName(parts[1]).(*core.RelationField)
			if !isOne || relation.CollectionId == c.Id {
				return nil, false
			}
			s[relation.CollectionId] = append(s[relation.CollectionId], parts[2])
			relations[parts[1]] = relation.CollectionId
		default:
			return nil, false
		}
	}
	if len(relations) != len(s)-1 { // two lead to one collection
		return nil, false
	}
	if len(relations) > 0 {
		s[c.Id] = append(s[c.Id], core.FieldNameExpand)
	}
	for along := range strings.SplitSeq(expand, ",") {
		name := strings.TrimSpace(along)
		if name == "" {
			continue
		}
		if relations[name] == "" {
			return nil, false
		}
	}
	return s, true
}

// tellFields has the fields of a list hidden exactly where that can be, and says nothing of them
// to the platform then. Nobody else says of whose answer they are.
func tellFields(e *core.RequestEvent, c *core.Collection, list bool) error {
	info, err := e.RequestInfo()
	if err != nil {
		return err
	}
	maps.DeleteFunc(info.Query, func(key, _ string) bool { return strings.HasPrefix(key, shownKey) })
	if !list {
		return nil
	}
	s, ok := pickedBy(c, info.Query["fields"], info.Query["expand"])
	if !ok {
		return nil
	}
	for collection, names := range s {
		info.Query[shownKey+collection] = strings.Join(names, ",")
	}
	q := e.Request.URL.Query()
	q.Del("fields")
	e.Request.URL.RawQuery = q.Encode()
	return nil
}

// hideUnasked hides what nobody asked for of a record that is answered, itself or along with
// another.
func hideUnasked(e *core.RecordEnrichEvent) error {
	if info := e.RequestInfo; info != nil && info.Method == http.MethodGet && info.Query["fields"] != "" {
		if asked, whole := askedOf(info, e.Record.Collection()); !whole {
			names := append(e.Record.Collection().Fields.FieldNames(), core.FieldNameCollectionId, core.FieldNameCollectionName, core.FieldNameExpand)
			e.Record.Hide(slices.DeleteFunc(names, func(name string) bool { return slices.Contains(asked, name) })...)
		}
	}
	return e.Next()
}

// askedOf are the names that may be shown of a record of the collection, or whole. Where the
// platform is to pick, that is each word of what was asked for.
func askedOf(info *core.RequestInfo, c *core.Collection) (names []string, whole bool) {
	if shown, exact := info.Query[shownKey+c.Id]; exact {
		return strings.Split(shown, ","), false
	}
	fields := info.Query["fields"]
	names = strings.FieldsFunc(fields, func(c rune) bool { return c != '*' && c != '_' && !unicode.IsLetter(c) && !unicode.IsDigit(c) })
	return names, len(names) == 0 || slices.Contains(names, "*") || wholeAlong.MatchString(fields)
}

// wholeAlong is where a record that comes along is asked for altogether: expand, expand.service.
var wholeAlong = regexp.MustCompile(`(^|[,.\s])expand(\.[^,.:\s]*)?\s*(,|:|$)`)
