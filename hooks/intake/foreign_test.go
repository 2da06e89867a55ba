package intake

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
)

// PDFs written by another program than these tests, so that reader and writer do not
// share a misunderstanding.

func foreignConfig(set func(*model.Configuration)) *model.Configuration {
	api.DisableConfigDir()
	c := model.NewDefaultConfiguration()
	set(c)
	return c
}

func encryptedBy(set func(*model.Configuration)) func([]byte) []byte {
	return func(data []byte) []byte {
		var out bytes.Buffer
		if err := api.Encrypt(bytes.NewReader(data), &out, foreignConfig(set)); err != nil {
			panic(err)
		}
		return out.Bytes()
	}
}

var encrypted = map[string]func([]byte) []byte{
	"AES 256 and a password": encryptedBy(func(c *model.Configuration) {
		c.UserPW, c.OwnerPW, c.EncryptUsingAES, c.EncryptKeyLength = "geheim", "owner", true, 256
	}),
	"AES 128 and a restriction only": encryptedBy(func(c *model.Configuration) {
		c.OwnerPW, c.EncryptUsingAES, c.EncryptKeyLength = "owner", true, 128
	}),
	"RC4 and a password": encryptedBy(func(c *model.Configuration) {
		c.UserPW, c.OwnerPW, c.EncryptUsingAES, c.EncryptKeyLength = "geheim", "owner", false, 128
	}),
}

func TestForeignWriter(t *testing.T) {
	x := newExaminer(t, Options{})
	for name, set := range map[string]func(*model.Configuration){
		"with object and table streams": func(c *model.Configuration) { c.WriteObjectStream, c.WriteXRefStream = true, true },
		"with a table stream":           func(c *model.Configuration) { c.WriteObjectStream, c.WriteXRefStream = false, true },
		"with a plain table":            func(c *model.Configuration) { c.WriteObjectStream, c.WriteXRefStream = false, false },
	} {
		var out bytes.Buffer
		if err := api.Optimize(bytes.NewReader(pages(7).bytes()), &out, foreignConfig(set)); err != nil {
			t.Fatal(err)
		}
		f, err := x.bytes("form.pdf", out.Bytes())
		if err != nil || f.Pages != 7 || len(f.Flags) != 0 {
			t.Errorf("%s: %+v, %v", name, f, err)
		}
	}
}

func TestForeignPicture(t *testing.T) {
	var out bytes.Buffer
	picture := bytes.NewReader(jpegOf(colourful(300, 200)))
	if err := api.ImportImages(nil, &out, []io.Reader{picture}, nil, foreignConfig(func(*model.Configuration) {})); err != nil {
		t.Fatal(err)
	}
	f, err := newExaminer(t, Options{}).bytes("scan.pdf", out.Bytes())
	if err != nil || f.Pages != 1 {
		t.Errorf("%+v, %v", f, err)
	}
}

func TestForeignAttachment(t *testing.T) {
	data := pages(1).bytes()
	ctx, err := api.ReadContext(bytes.NewReader(data), foreignConfig(func(*model.Configuration) {}))
	if err != nil {
		t.Fatal(err)
	}
	if err := api.ValidateContext(ctx); err != nil {
		t.Fatal(err)
	}
	if err := ctx.AddAttachment(model.Attachment{Reader: strings.NewReader("MZ"), ID: "a.exe", FileName: "a.exe"}, false); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := api.WriteContext(ctx, &out); err != nil {
		t.Fatal(err)
	}
	_, err = newExaminer(t, Options{}).bytes("a.pdf", out.Bytes())
	refusedAs(t, err, "file_active", hasEmbedded)
}
