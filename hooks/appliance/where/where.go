// Package where says in a command that is told to somebody what it is about: a data folder, a place.
package where

import (
	"os"
	"path/filepath"
	"strings"
)

// Flag is what a command that is told to somebody says of a data folder, with the blank before
// it: nothing for the one beside the program, which is meant without a word.
func Flag(dir string) string {
	whole := Whole(dir)
	if self, err := os.Executable(); err == nil && whole == filepath.Join(filepath.Dir(self), "pb_data") {
		return ""
	}
	return " --dir " + Quoted(whole)
}

// Quoted is a word of such a command as the shell of this system takes it for one, whatever is in
// it: the address of a bucket always has an &.
func Quoted(word string) string {
	if filepath.Separator == '/' {
		word = inQuotes.Replace(word)
	}
	return `"` + word + `"`
}

// inQuotes keeps what means something to sh within quotation marks. To cmd nothing does that can
// be in a path or address but the per cent sign, for which it knows no other way.
var inQuotes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "$", `\$`, "`", "\\`")

// Whole is a folder as it is told, from wherever the program runs.
func Whole(dir string) string {
	if whole, err := filepath.Abs(dir); err == nil {
		return whole
	}
	return dir
}
