package intake

// Hostile is a file that must not be taken and the code of its refusal, for the test at
// the door of the whole house.
type Hostile struct {
	What, Name, Code string
	Data             []byte
}

// Corpus is every hostile file.
func Corpus() (all []Hostile) {
	for _, h := range corpus() {
		all = append(all, Hostile{h.what, h.name, string(h.code), h.data})
	}
	return all
}

// GoodPDF is a document that is taken.
func GoodPDF() []byte { return pages(1).bytes() }
