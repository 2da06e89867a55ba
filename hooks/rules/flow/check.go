package flow

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Check reports every way in which a table contradicts itself: unknown or unreachable
// states, a state that nothing leaves and that is not final, a final state that
// something leaves, two rows of one act that one person could choose between, a row
// without a role, a name in either language or a citation.
func (t Table) Check() error {
	var errs []error
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf(t.Subject+": "+format, args...)) }
	leaves := map[State]bool{}
	for _, r := range t.Rows {
		if len(r.Roles) == 0 || r.Cite == "" || r.Name == "" || r.NameEn == "" || len(r.From) == 0 {
			bad("%s lacks a role, a citation, a name or a start", r.Act)
		}
		if slices.Contains(r.Needs, NeedGround) && len(r.Grounds) == 0 {
			bad("%s needs a ground but lists none", r.Act)
		}
		for _, s := range append(slices.Clone(r.From), r.To) {
			if s != "" && !slices.Contains(t.States, s) {
				bad("%s names the unknown state %q", r.Act, s)
			}
		}
		for _, s := range r.From {
			leaves[s] = leaves[s] || (r.To != "" && r.To != s)
			if slices.Contains(t.Final, s) {
				bad("%s leaves the final state %s", r.Act, s)
			}
		}
	}
	reached := t.reachable()
	for _, s := range t.States {
		if !reached[s] {
			bad("nothing leads to %s", s)
		}
		if !leaves[s] && !slices.Contains(t.Final, s) {
			bad("nothing leads out of %s and it is not final", s)
		}
	}
	t.ambiguous(bad)
	return errors.Join(errs...)
}

func (t Table) reachable() map[State]bool {
	seen := map[State]bool{t.Start: true}
	for again := true; again; {
		again = false
		for _, r := range t.Rows {
			if r.To == "" || seen[r.To] {
				continue
			}
			if slices.ContainsFunc(r.From, func(s State) bool { return seen[s] }) {
				seen[r.To], again = true, true
			}
		}
	}
	return seen
}

func (t Table) ambiguous(bad func(string, ...any)) {
	type key struct {
		act  Act
		from State
		role Role
	}
	seen := map[key]bool{}
	for _, r := range t.Rows {
		for _, s := range r.From {
			for _, role := range r.Roles {
				k := key{r.Act, s, role}
				if seen[k] {
					bad("%s by %s from %s stands in two rows", r.Act, role, s)
				}
				seen[k] = true
			}
		}
	}
}

// Draw writes the table as lines "from --act (roles)--> to", in order, for people and
// for the golden file that shows every change of the process in a review.
func (t Table) Draw() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s starts as %s; final: %s\n", t.Subject, t.Start, join(t.Final))
	for _, r := range t.Rows {
		to := r.To
		if to == "" {
			to = "(same)"
		}
		fmt.Fprintf(&b, "%s --%s (%s)--> %s  [%s]", join(r.From), r.Act, join(r.Roles), to, r.Cite)
		if len(r.Needs) > 0 {
			fmt.Fprintf(&b, " needs %s", join(r.Needs))
		}
		if r.Notice != "" {
			fmt.Fprintf(&b, " issues %s", r.Notice)
		}
		b.WriteString("\n")
	}
	return b.String()
}

func join[T ~string](list []T) string {
	parts := make([]string, len(list))
	for i, s := range list {
		parts[i] = string(s)
	}
	return strings.Join(parts, "|")
}
