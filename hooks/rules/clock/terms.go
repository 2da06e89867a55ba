package clock

// LawLimit is the decision limit of the law under these terms, for a page that says it
// before any case exists.
func (t Terms) LawLimit() Limit { return t.law() }

// PromiseLimit is the promised limit under these terms; Spot for on-the-spot items.
func (t Terms) PromiseLimit() Limit { return t.promise() }
