// Package where says in a command which data folder it is about.
package where

import (
	"os"
	"path/filepath"
)

// Flag is what a command that is told to somebody says of a data folder, with the blank before
// it: nothing for the one beside the program, which is meant without a word.
func Flag(dir string) string {
	whole := Whole(dir)
	if self, err := os.Executable(); err == nil && whole == filepath.Join(filepath.Dir(self), "pb_data") {
		return ""
	}
	return ` --dir "` + whole + `"`
}

// Whole is a folder as it is told, from wherever the program runs.
func Whole(dir string) string {
	if whole, err := filepath.Abs(dir); err == nil {
		return whole
	}
	return dir
}
