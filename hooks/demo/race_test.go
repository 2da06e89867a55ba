//go:build race

package demo_test

// countyCases are fewer where every step is watched and ten times as slow; every fate is
// among them.
const countyCases = 24
