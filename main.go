// Onestop: one binary that gives a county government its one-stop service.
package main

import (
	"log"

	_ "github.com/disintegration/imaging"
	_ "github.com/pdfcpu/pdfcpu/pkg/api"
	_ "github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase"
	_ "github.com/pocketbase/pocketbase/tests"
	_ "github.com/spf13/cobra"
	_ "golang.org/x/image/draw"
)

func main() {
	if err := pocketbase.New().Start(); err != nil {
		log.Fatal(err)
	}
}
