package intake

// maxPages is how many pages a PDF may have.
const maxPages = 500

// pages walks the page tree as a reader does and answers the numbers of all objects in it,
// the catalogue included, and how many pages there are.
func (c *contents) pages() (tree map[int]bool, count int, err error) {
	catalogue := c.find(c.root)
	if catalogue == nil {
		return nil, 0, isTorn
	}
	dc, ok := catalogue.value.(dict)
	if !ok {
		return nil, 0, isTorn
	}
	w := &pageWalk{c: c, tree: map[int]bool{catalogue.num: true}}
	if err := w.node(dc.get("Pages"), 0); err != nil {
		return nil, 0, err
	}
	if w.count == 0 {
		return nil, 0, hasNoPages
	}
	return w.tree, w.count, nil
}

type pageWalk struct {
	c     *contents
	tree  map[int]bool
	count int
}

// node visits a page, or a branch and what hangs on it. No branch may hang on two others,
// so a tree that bites its own tail is found.
func (w *pageWalk) node(v any, depth int) error {
	o := w.c.find(v)
	if o == nil || depth > maxDepth {
		return isTorn
	}
	dc, ok := o.value.(dict)
	if !ok {
		return isTorn
	}
	kids := dc.get("Kids")
	if kids == nil {
		w.tree[o.num] = true
		if w.count++; w.count > maxPages {
			return hasManyPages
		}
		return nil
	}
	if w.tree[o.num] {
		return isTorn
	}
	w.tree[o.num] = true
	if indirect := w.c.find(kids); indirect != nil {
		kids = indirect.value
	}
	list, ok := kids.(array)
	if !ok {
		return isTorn
	}
	for _, kid := range list {
		if err := w.node(kid, depth+1); err != nil {
			return err
		}
	}
	return nil
}
