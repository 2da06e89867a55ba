package store

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"onestop/hooks/appliance/refusal"
)

func TestAnAddressOfAStorage(t *testing.T) {
	for text, want := range map[string]Place{
		"s3://county?endpoint=https://s3.example.gov.cn":                               {Bucket: "county", Endpoint: "https://s3.example.gov.cn", Region: "us-east-1"},
		"s3://county/?endpoint=https://s3.example.gov.cn/&region=cn-1&style=host":      {Bucket: "county", Endpoint: "https://s3.example.gov.cn", Region: "cn-1", Host: true},
		"s3://county/replica/a?endpoint=http://127.0.0.1:7070&style=path":              {Bucket: "county", Prefix: "replica/a", Endpoint: "http://127.0.0.1:7070", Region: "us-east-1"},
		"s3://county?endpoint=http://10.0.0.7:9000&plain=yes":                          {Bucket: "county", Endpoint: "http://10.0.0.7:9000", Region: "us-east-1"},
		"s3://county.files-2?endpoint=https%3A%2F%2Fs3.example.gov.cn%3A8443&region=x": {Bucket: "county.files-2", Endpoint: "https://s3.example.gov.cn:8443", Region: "x"},
	} {
		got, err := Parse(text)
		if err != nil || got != want {
			t.Errorf("%s: %+v, %v", text, got, err)
		}
		if again, err := Parse(got.String()); err != nil || again != got {
			t.Errorf("%s comes back as %+v, %v", got, again, err)
		}
	}
}

// Addresses of one place are the same, as this and earlier versions write them.
func TestSame(t *testing.T) {
	const at = "s3://county/a?endpoint=http://10.0.0.5:9000&region=us-east-1"
	for other, same := range map[string]bool{
		at: true, at + "&plain=yes": true, at + "&style=path": true, "s3://county/a/?region=us-east-1&endpoint=http%3A%2F%2F10.0.0.5%3A9000%2F": true, "s3://county/a?endpoint=http://10.0.0.5:9000": true,
		at + "&style=host": false, "s3://county?endpoint=http://10.0.0.5:9000": false, "s3://county/a?endpoint=https://10.0.0.5:9000": false, "": false, "file:///a": false,
	} {
		if Same(at, other) != same || Same(other, at) != same {
			t.Errorf("%s is taken for another, or the same: want %v", other, same)
		}
	}
}

func TestWhatIsNoAddressOfAStorage(t *testing.T) {
	for text, part := range map[string]string{
		"":                                "not an address",
		"/srv/files":                      "not an address",
		"http://s3.example.gov.cn/county": "not an address",
		"s3://county":                     "endpoint",
		"s3://?endpoint=https://s3.example.gov.cn":               "bucket",
		"s3://C?endpoint=https://s3.example.gov.cn":              "bucket",
		"s3://county/../x?endpoint=https://s3.example.gov.cn":    "part",
		"s3://county/a%20b?endpoint=https://s3.example.gov.cn":   "part",
		"s3://county?endpoint=s3.example.gov.cn":                 "endpoint",
		"s3://county?endpoint=ftp://s3.example.gov.cn":           "endpoint",
		"s3://county?endpoint=https://s3.example.gov.cn/path":    "endpoint",
		"s3://county?endpoint=https://k:sekret@s3.example.cn":    "endpoint",
		"s3://county?endpoint=http://s3.example.gov.cn":          "plain HTTP",
		"s3://county?endpoint=https://a.cn&region=a%20b":         "region",
		"s3://county?endpoint=https://a%26region=b":              "endpoint",
		"s3://county?endpoint=https://a.cn&style=x":              "style",
		"s3://county?endpoint=https://a.cn&secret=sekret":        "endpoint, region",
		"s3://county?endpoint=https://a.cn&endpoint=https://b.c": "endpoint, region",
		"s3://key:sekret@county?endpoint=https://a.cn":           keyName,
		"s3://key:sek%zzret@county?endpoint=https://a.cn":        "not an address",
	} {
		_, err := Parse(text)
		said, ok := refusal.Known(err)
		if !ok || said.ZH == "" || !strings.Contains(said.EN, part) {
			t.Errorf("%q: %v", text, err)
		}
		if ok && strings.Contains(said.Error(), "sekret") {
			t.Errorf("%q: the secret is told: %v", text, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("s3://county/a?endpoint=https://s3.example.gov.cn&region=cn-1&style=host")
	f.Add("s3://k:s@county?endpoint=http://127.0.0.1:1")
	for _, endpoint := range []string{"http://10.0.0.5:9000", "http://[fe80::1]:9000", "http://[::1]:9000", "http://localhost", "HTTP://files", "https://a#b", "https://a?", `https://a"b`, "https://a:", "https://a<b>", "http:///a", "https://甲.cn"} {
		f.Add("s3://county?plain=yes&endpoint=" + url.QueryEscape(endpoint))
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := Parse(text)
		if err != nil {
			if _, ok := refusal.Known(err); !ok {
				t.Errorf("%q is refused without words: %v", text, err)
			}
			return
		}
		again, err := Parse(p.String())
		if err != nil || again != p || !Same(text, p.String()) || strings.Contains(p.String(), `"`) {
			t.Errorf("%q: %+v comes back as %+v, %v", text, p, again, err)
		}
	})
}

// Backups read their own variables first, both of them; the secret is told by none.
func TestCredentialsOfBackups(t *testing.T) {
	for _, c := range []struct{ own, ownSecret, key, secret, want string }{
		{"", "", "", "", ""}, {"", "", "k", "sekret", "k"}, {"b", "sekret", "", "", "b"}, {"b", "sekret", "k", "other", "b"}, {"b", "", "k", "sekret", ""}, {"", "sekret", "k", "sekret", ""}, {"", "", "k", "", ""},
	} {
		for name, value := range map[string]string{backupKeyName: c.own, backupSecretName: c.ownSecret, keyName: c.key, secretName: c.secret} {
			t.Setenv(name, value)
		}
		keys, err := BackupCredentials()
		if keys.Key != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%+v: %v, %v", c, keys, err)
		}
		if said, ok := refusal.Known(err); err != nil && (!ok || !strings.Contains(said.EN, backupKeyName) || !strings.Contains(said.ZH, keyName)) {
			t.Errorf("%+v: %v", c, err)
		}
		if said := fmt.Sprintf("%v %#v %v", keys, keys, err); strings.Contains(said, "sekret") {
			t.Errorf("the secret is told: %s", said)
		}
		if files, err := Credentials(); err == nil && files.Key != c.key {
			t.Errorf("%+v: the files are reached by %v", c, files)
		}
	}
}

func TestCredentials(t *testing.T) {
	for _, c := range []struct {
		key, secret string
		ok          bool
	}{{"", "", false}, {"k", "", false}, {"", "sekret", false}, {"k", "sekret", true}} {
		t.Setenv(keyName, c.key)
		t.Setenv(secretName, c.secret)
		keys, err := Credentials()
		if (err == nil) != c.ok || !c.ok && !KeysAbsent(err) {
			t.Errorf("%q: %v", c.key, err)
		}
		if said := fmt.Sprintf("%v %+v %#v %s", keys, keys, keys, keys); strings.Contains(said, "sekret") {
			t.Errorf("the secret is told: %s", said)
		}
	}
}
