package intake

// The values of a PDF that matter here. Strings, real numbers, booleans and null carry
// nothing that decides about a file and are all nil.
type (
	name  string
	ref   int // the number of an object
	array []any
	dict  []entry // in the order of the file; a key may come twice
	entry struct {
		key   name
		value any
	}
)

// get is the last value of a key, as most readers take it.
func (d dict) get(key name) any {
	for i := len(d) - 1; i >= 0; i-- {
		if d[i].key == key {
			return d[i].value
		}
	}
	return nil
}

// has reports whether a key is there with a value that is not null.
func (d dict) has(key name) bool { return d.get(key) != nil }

// maxDepth is how deeply values, pages and references may be nested.
const maxDepth = 200

// budget bounds the work on one file, whatever its structure: how many values are read,
// how many bytes are passed over, and how many bytes streams unpack to.
type budget struct {
	values   int
	objects  int
	places   int // entries of tables of contents
	bytes    int
	held     int // kept in memory
	measured int // unpacked and dropped
	why      reason
}

// spend takes n from a part of the budget; false, with the reason kept, when it is used up.
func (b *budget) spend(part *int, n int, why reason) bool {
	if *part -= n; *part < 0 && b.why == "" {
		b.why = why
	}
	return b.why == ""
}
