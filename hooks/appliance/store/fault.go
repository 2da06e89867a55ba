package store

import (
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"onestop/hooks/appliance/refusal"
)

// Kind is why an object storage does not do what it is asked.
type Kind string

// The kinds of faults; each is the word of a fault code, with storage_ before it.
const (
	Away   Kind = "away"   // it cannot be reached, or does not answer in time
	Full   Kind = "full"   // it takes no more
	Denied Kind = "denied" // it does not know the credentials, or they may not do this
	Gone   Kind = "gone"   // the bucket is not there
	Skewed Kind = "skewed" // its clock and that of this machine are too far apart
)

// Fault is a failure of an object storage. It holds no error of the network: an io.EOF in it
// would be taken for the end of a list.
type Fault struct {
	Kind Kind
	Said string // the code that the storage gave, or what the network said
}

func (f *Fault) Error() string { return fmt.Sprintf("object storage %s: %s", f.Kind, f.Said) }

// refusal is what is the matter and what to do, for whoever looks after the machine.
func (f *Fault) refusal() refusal.Refusal {
	w := words[f.Kind]
	return refusal.Refusal{EN: fmt.Sprintf(w.EN, f.Said), ZH: fmt.Sprintf(w.ZH, f.Said)}
}

var words = map[Kind]refusal.Refusal{
	Away: {EN: "The object storage cannot be reached (%s): see that it runs and that the network and its name lead there. It is tried again by itself.",
		ZH: "无法连接对象存储（%s）：请检查对象存储是否运行、网络和域名是否正常。系统会自动重试。"},
	Full: {EN: "The object storage takes no more files (%s): have its room or the quota of the bucket enlarged.",
		ZH: "对象存储已满（%s）：请扩大容量或存储桶的配额。"},
	Denied: {EN: "The object storage does not accept the key (%s): put the right one, which may read, write, list and delete in the bucket, into " + keyName + " and " + secretName + " (for backups " + backupKeyName + " and " + backupSecretName + "), and start the service again. See the region, too.",
		ZH: "对象存储不接受密钥（%s）：请在环境变量 " + keyName + " 和 " + secretName + "（备份用 " + backupKeyName + " 和 " + backupSecretName + "）里设置正确的密钥（须能在存储桶内读、写、列出、删除），然后重启服务。也请核对区域（region）。"},
	Gone: {EN: "The bucket is not there (%s): see its name, or have it made, or restored, by whoever runs the object storage.",
		ZH: "存储桶不存在（%s）：请核对名称，或请对象存储的管理者新建或恢复。"},
	Skewed: {EN: "The clocks of this machine and of the object storage are more than a quarter of an hour apart (%s): set the clock of this machine right, by a time server (NTP).",
		ZH: "本机时钟与对象存储相差超过一刻钟（%s）：请用对时服务器（NTP）校准本机时钟。"},
}

// FaultOf is the failure of the storage that an error comes from; false where it is none.
func FaultOf(err error) (*Fault, bool) { return errors.AsType[*Fault](err) }

// Said is an error in words, where it comes from the storage; else the error itself.
func Said(err error) error {
	if f, ok := FaultOf(err); ok {
		return f.refusal()
	}
	return err
}

// The codes of S3, and of its kin, that mean one thing to whoever looks after the machine.
var (
	fullCodes   = []string{"QuotaExceeded", "XMinioStorageFull", "XMinioAdminBucketQuotaExceeded", "StorageFull", "InsufficientStorage", "InsufficientCapacity", "NoSpaceLeft", "ServiceQuotaExceededException"}
	skewedCodes = []string{"RequestTimeTooSkewed", "RequestExpired"}
	goneCodes   = []string{"NoSuchBucket"}
	brokenCodes = []string{"BadDigest", "IncompleteBody"} // what came is not what was sent (summed)
	absentCodes = []string{"NoSuchKey", "NoSuchVersion", "NoSuchUpload"}
)

// answered reads the fault in an answer of the storage, given the code in its body. nil for
// what is none: success, a condition that does not hold, and an object that is not there. Only the storage's own word for that
// is believed: to take a wrong key or address, which others answer by 404, for a missing file
// would lose it. An answer to HEAD has no words (see Bucket.Has).
func answered(method string, status int, code string) *Fault {
	absent := status == http.StatusNotFound && (method == http.MethodHead || slices.Contains(absentCodes, code))
	if code == "" {
		code = http.StatusText(status)
	}
	said := fmt.Sprintf("%d %s", status, code)
	is := func(codes []string) bool { return slices.Contains(codes, code) }
	switch {
	case status < 300 || status == http.StatusNotModified:
		return nil
	case status == http.StatusPreconditionFailed || status == http.StatusConflict && code == "ConditionalRequestConflict":
		return nil // an answer to a condition (WriteMarked)
	case is(skewedCodes):
		return &Fault{Kind: Skewed, Said: said}
	case is(goneCodes):
		return &Fault{Kind: Gone, Said: said}
	case is(fullCodes) || status == http.StatusInsufficientStorage:
		return &Fault{Kind: Full, Said: said}
	case absent:
		return nil
	case status == http.StatusNotFound && code == http.StatusText(status):
		return &Fault{Kind: Gone, Said: said}
	case status >= 500 || status == http.StatusTooManyRequests || status == http.StatusRequestTimeout || is(brokenCodes):
		return &Fault{Kind: Away, Said: said}
	}
	return &Fault{Kind: Denied, Said: said} // also a redirection: another region or endpoint, where the key was not meant to go
}

// refused tells a refusal of S3 by its words alone.
func refused(body []byte) bool {
	var said struct {
		XMLName xml.Name `xml:"Error"`
	}
	return xml.Unmarshal(body, &said) == nil
}

// codeOf is the code in the body of a refusal of S3, "" where there is none.
func codeOf(body []byte) string {
	var said struct {
		Code string `xml:"Code"`
	}
	if xml.Unmarshal(body, &said) != nil {
		return ""
	}
	return strings.TrimSpace(said.Code)
}
