package catalogue

import (
	"cmp"
	"slices"
)

// order judges by which of two values is the greater, the greater being worse.
func order[V cmp.Ordered](before, after V) Effect {
	switch {
	case after < before:
		return Better
	case after > before:
		return Worse
	}
	return Neutral
}

// shorter judges two limits in days, of which 0 is none at all.
func shorter(before, after int) Effect {
	switch {
	case before == 0:
		return Better
	case after == 0:
		return Worse
	}
	return order(before, after)
}

// onTheSpot: decided at once is better than a promise.
func onTheSpot(a, b *Snapshot) Effect {
	switch {
	case b.Handling == Instant:
		return Better
	case a.Handling == Instant:
		return Worse
	}
	return Neutral
}

// soonerPromised compares what is promised, nothing being no promise where a decision is
// not on the spot.
func soonerPromised(a, b *Snapshot) Effect {
	if (a.Handling != Instant && a.PromisedDays == 0) || (b.Handling != Instant && b.PromisedDays == 0) {
		return shorter(a.PromisedDays, b.PromisedDays)
	}
	return order(a.PromisedDays, b.PromisedDays)
}

// soonerByLaw compares the legal limits in one unit; where one states none, the regime's
// own limit holds, which the elements do not tell.
func soonerByLaw(a, b *Snapshot) Effect {
	if a.StatutoryDays == 0 || b.StatutoryDays == 0 {
		return Neutral
	}
	return order(InWorkingDays(a.StatutoryDays, a.StatutoryUnit), InWorkingDays(b.StatutoryDays, b.StatutoryUnit))
}

// longerValid: a result that holds longer spares a renewal; 0 is without end.
func longerValid(a, b *Snapshot) Effect {
	return shorter(b.ResultValidYears, a.ResultValidYears)
}

func judged[T, V any](kind Kind, field string, get func(*T) V, judge func(a, b *T) Effect) aspect[T] {
	return aspect[T]{kind: kind, field: field, value: func(x *T) any { return get(x) }, judge: judge}
}

// same is an element whose change is neither good nor bad in itself.
func same[T, V any](kind Kind, field string, get func(*T) V) aspect[T] {
	return judged(kind, field, get, nil)
}

// fewer is better.
func fewer[T any](kind Kind, field string, get func(*T) int) aspect[T] {
	return judged(kind, field, get, func(a, b *T) Effect { return order(get(a), get(b)) })
}

// gift is better where it is there, burden where it is not.
func gift[T any](kind Kind, field string, get func(*T) bool) aspect[T] {
	return judged(kind, field, get, func(_, b *T) Effect {
		if get(b) {
			return Better
		}
		return Worse
	})
}

func burden[T any](kind Kind, field string, get func(*T) bool) aspect[T] {
	return judged(kind, field, get, func(_, b *T) Effect {
		if get(b) {
			return Worse
		}
		return Better
	})
}

// given is better where it is given; another text in its place is neutral.
func given[T any](kind Kind, field string, get func(*T) string) aspect[T] {
	return judged(kind, field, get, func(a, b *T) Effect {
		switch {
		case empty(get(a)) && !empty(get(b)):
			return Better
		case !empty(get(a)) && empty(get(b)):
			return Worse
		}
		return Neutral
	})
}

// ranked is better the further behind in the list its value stands; a value that is not
// in it is not judged.
func ranked[T any](kind Kind, field string, get func(*T) string, ranks ...string) aspect[T] {
	return judged(kind, field, get, func(a, b *T) Effect {
		before, after := slices.Index(ranks, get(a)), slices.Index(ranks, get(b))
		if before < 0 || after < 0 {
			return Neutral
		}
		return order(after, before)
	})
}

// wider is better where all that was there is still there.
func wider[T any](kind Kind, field string, get func(*T) []string) aspect[T] {
	return judged(kind, field, get, func(a, b *T) Effect {
		switch {
		case holds(get(b), get(a)):
			return Better
		case holds(get(a), get(b)):
			return Worse
		}
		return Neutral
	})
}

// asked is the condition under which a thing is asked: no condition is always, and what
// is asked under fewer answers is better.
func asked[T any](kind Kind, get func(*T) []string) aspect[T] {
	e := judged(kind, "only_if", get, func(a, b *T) Effect {
		before, after := get(a), get(b)
		switch {
		case len(before) == 0, len(after) > 0 && holds(before, after):
			return Better
		case len(after) == 0, holds(after, before):
			return Worse
		}
		return Neutral
	})
	e.shown = conditionTexts
	return e
}

// holds reports whether all of the second are in the first.
func holds(all, some []string) bool {
	return !slices.ContainsFunc(some, func(x string) bool { return !slices.Contains(all, x) })
}
