package migrations

import "github.com/pocketbase/pocketbase/core"

// A thumbnail is a JPEG of at most 240 × 320 pixels.
const mostThumb = 256 << 10

func init() {
	core.AppMigrations.Register(extend("documents",
		&core.FileField{Name: "thumb", MaxSelect: 1, MaxSize: mostThumb, MimeTypes: []string{"image/jpeg"}, Protected: true, Help: "缩略图（系统）。Thumbnail"},
		file("original", "原件：事项要求保留时存放上传的原始照片（系统）。The photo as it was sent, where the service keeps it", papers)),
		shorten("documents", "thumb", "original"), "1772000070_add_documents_copies.go")
}
