package hooks

import (
	"go/ast"
	"go/parser"
	"go/token"
	"testing"
)

// noClock finds time.Now in the law: a rule receives the day, it never asks for it.
func noClock(t *testing.T, rel, path string) {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := s.X.(*ast.Ident); ok && x.Name == "time" && (s.Sel.Name == "Now" || s.Sel.Name == "Since" || s.Sel.Name == "Sleep") {
				t.Errorf("%s uses time.%s", rel, s.Sel.Name)
			}
		}
		return true
	})
}
