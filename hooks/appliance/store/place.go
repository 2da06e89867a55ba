// Package store says where the files of a house are: in the folder storage of its data, or in
// a bucket of an S3-compatible object storage. Sweep, backup, check-up and move work over
// either by one noun (Files); what is written to a bucket goes by PocketBase's own S3.
package store

import (
	"net"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"onestop/hooks/appliance/refusal"
)

// Place is a bucket of an object storage, or a part of one. It holds no credentials.
type Place struct {
	Bucket   string
	Prefix   string // "" or the words before the names of objects, without slashes around
	Endpoint string // with its scheme
	Region   string
	Host     bool // the bucket stands in the name of the host, not in the path
}

// defaultRegion is what storages that have no regions call theirs.
const defaultRegion = "us-east-1"

var (
	bucketName = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$`)
	prefixName = regexp.MustCompile(`^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*$`)
	regionName = regexp.MustCompile(`^[A-Za-z0-9-]{1,64}$`)
)

// Form is how a place is written.
const Form = "s3://BUCKET?endpoint=https://s3.example.gov.cn&region=cn-1"

// Parse reads a place from its form
//
//	s3://BUCKET[/PREFIX]?endpoint=URL[&region=NAME][&style=path|host][&plain=yes]
//
// in words for whoever typed it. The region is us-east-1 unless named, the bucket stands in
// the path unless style=host says otherwise. An endpoint that is reached from the network by
// http alone is taken with plain=yes only: papers of people would travel readable.
func Parse(text string) (Place, error) {
	p, plain, err := read(text)
	if err == nil {
		err = p.reachable(plain)
	}
	return p, err
}

// Same tells whether two addresses are those of one place, however they are written; earlier
// versions remembered them without plain=yes.
func Same(a, b string) bool {
	one, _, err := read(a)
	if err != nil {
		return false
	}
	two, _, err := read(b)
	return err == nil && one == two
}

// read is Parse of a place that may be reached by http, and whether the address says plain=yes.
func read(text string) (p Place, plain bool, err error) {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "s3" {
		return Place{}, false, wrong("%[2]s is not an address of an object storage.", "%[2]s 不是对象存储的地址。", hidden(text))
	}
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil || u.Fragment != "" {
		return Place{}, false, wrong("%[2]s is not an address of an object storage.", "%[2]s 不是对象存储的地址。", hidden(text))
	}
	if u.User != nil {
		return Place{}, false, refusal.New("The key of an object storage does not belong into its address, where everybody on this machine reads it: put it into the variables "+keyName+" and "+secretName+", for backups "+backupKeyName+" and "+backupSecretName+".",
			"对象存储的密钥不能写在地址里，本机所有人都能看到：请放在环境变量 "+keyName+" 和 "+secretName+" 里，备份用 "+backupKeyName+" 和 "+backupSecretName+"。")
	}
	for name, values := range query {
		if !slices.Contains([]string{"endpoint", "region", "style", "plain"}, name) || len(values) != 1 {
			return Place{}, false, wrong("It knows endpoint, region, style and plain, each once, not %[2]q.", "只认 endpoint、region、style、plain，各写一次，不认 %[2]q。", name)
		}
	}
	p = Place{Bucket: u.Host, Prefix: strings.Trim(u.Path, "/"), Endpoint: strings.TrimRight(query.Get("endpoint"), "/"), Region: query.Get("region"), Host: query.Get("style") == "host"}
	if p.Region == "" {
		p.Region = defaultRegion
	}
	switch style := query.Get("style"); {
	case !bucketName.MatchString(p.Bucket):
		return Place{}, false, wrong("%[2]q is no name of a bucket.", "%[2]q 不是存储桶的名称。", p.Bucket)
	case p.Prefix != "" && !prefixName.MatchString(p.Prefix) || slices.Contains(strings.Split(p.Prefix, "/"), "..") || slices.Contains(strings.Split(p.Prefix, "/"), "."):
		return Place{}, false, wrong("%[2]q is no name of a part of a bucket.", "%[2]q 不是存储桶内路径的名称。", p.Prefix)
	case !regionName.MatchString(p.Region):
		return Place{}, false, wrong("%[2]q is no name of a region.", "%[2]q 不是区域的名称。", p.Region)
	case style != "" && style != "path" && style != "host":
		return Place{}, false, wrong("The style is path or host, not %[2]q.", "style 只能是 path 或 host，不能是 %[2]q。", style)
	}
	return p, query.Get("plain") == "yes", p.named()
}

// named refuses an endpoint that is none.
func (p Place) named() error {
	u, err := url.Parse(p.Endpoint)
	if err != nil || u.Host == "" || strings.ContainsAny(p.Endpoint, `&+;%$!*'(),=<>"#?`) || u.Path != "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http" {
		return wrong("The endpoint %[2]q is not an address such as https://s3.example.gov.cn.", "endpoint %[2]q 不是 https://s3.example.gov.cn 这样的地址。", hidden(p.Endpoint))
	}
	return nil
}

// readable tells whether papers would travel readable to the place: by http, beyond this machine.
func (p Place) readable() bool {
	u, err := url.Parse(p.Endpoint)
	if err != nil || u.Scheme != "http" || u.Hostname() == "localhost" {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return ip == nil || !ip.IsLoopback()
}

// reachable refuses a place to which papers would travel readable, unless that was agreed to.
func (p Place) reachable(plain bool) error {
	if p.readable() && !plain {
		return refusal.New("%[1]s speaks plain HTTP, so that the papers of people would travel readable. Name it with https://, or add &plain=yes where the way there is protected otherwise.",
			"%[1]s 使用明文 HTTP，群众的材料在网上会被看到。请改用 https://；如果链路另有保护，请加上 &plain=yes。", p.Endpoint)
	}
	return nil
}

// String is the place in the form that Parse reads.
func (p Place) String() string {
	text := "s3://" + p.Bucket
	if p.Prefix != "" {
		text += "/" + p.Prefix
	}
	text += "?endpoint=" + p.Endpoint + "&region=" + p.Region
	if p.Host {
		text += "&style=host"
	}
	if p.readable() {
		text += "&plain=yes"
	}
	return text
}

// host is the host, and port, that answers for the place.
func (p Place) host() string {
	u, err := url.Parse(p.Endpoint)
	if err != nil {
		return ""
	}
	if p.Host {
		return p.Bucket + "." + u.Host
	}
	return u.Host
}

// wrong says what is wrong with an address and how one is written.
func wrong(en, zh string, args ...any) error {
	return refusal.New(en+" Write it as %[1]s", zh+"请写成 %[1]s", append([]any{Form}, args...)...)
}

// hidden is an address without what may be a secret in it.
func hidden(text string) string {
	if at := strings.LastIndex(text, "@"); at >= 0 {
		return "…" + text[at:]
	}
	return text
}
