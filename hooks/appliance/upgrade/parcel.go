package upgrade

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"onestop/hooks/appliance/refusal"
)

// PublicKey is the Ed25519 key of the releases in base64; the release script writes it into
// the binary. Without one, the checksums are believed as they lie beside the file.
var PublicKey = ""

const (
	sumsName      = "SHA256SUMS"
	signatureName = "SHA256SUMS.sig"
)

// verify holds the copy of a file against the checksums that came with the file, and those
// against the key of the releases where this binary has one. It is the copy that will run:
// what the stick gives out a second time may be something else.
func verify(file, staged, key string) error {
	folder := filepath.Dir(file)
	sums, err := os.ReadFile(filepath.Join(folder, sumsName))
	if errors.Is(err, fs.ErrNotExist) {
		return refusal.New("%[1]s is missing beside %[2]s. Copy the whole folder of the release.", "%[2]s 旁边缺少 %[1]s，请把发布的整个文件夹一起复制过来。", sumsName, file)
	}
	if err != nil {
		return err
	}
	if err := signed(folder, key, sums); err != nil {
		return err
	}
	want := listed(sums, filepath.Base(file))
	if want == "" {
		return refusal.New("%[1]s does not name %[2]s. Leave the file its name.", "%[1]s 中没有 %[2]s，请不要更改文件名。", sumsName, filepath.Base(file))
	}
	got, err := sumOf(staged)
	if err == nil && got != want {
		return refusal.New("%s is damaged or another file than was released. Copy it again.", "%s 已损坏，或不是所发布的文件，请重新复制。", file)
	}
	return err
}

// signed checks the signature of the checksums.
func signed(folder, key string, sums []byte) error {
	if key == "" {
		return nil
	}
	public, err := base64.StdEncoding.DecodeString(key)
	if err != nil || len(public) != ed25519.PublicKeySize {
		return errors.New("the key of the releases in this binary is none")
	}
	signature, err := os.ReadFile(filepath.Join(folder, signatureName))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if !ed25519.Verify(public, sums, signature) {
		return refusal.New("The release in %s was not signed by those who made this Onestop. Do not use it, and ask where it came from.",
			"%s 中的发布文件没有原发布者的签名。请不要使用，并查明来源。", folder)
	}
	return nil
}

// listed is the checksum of a name, "" where it is not there.
func listed(sums []byte, name string) string {
	lines := bufio.NewScanner(bytes.NewReader(sums))
	for lines.Scan() {
		sum, file, ok := strings.Cut(lines.Text(), "  ")
		if ok && file == name {
			return sum
		}
	}
	return ""
}

func sumOf(file string) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
