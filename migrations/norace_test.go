//go:build !race

package migrations

import "testing"

func unwatched(*testing.T) {}
