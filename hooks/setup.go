package hooks

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"

	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"
	"github.com/pocketbase/pocketbase/tools/security"

	"onestop/hooks/appliance/cert"
	"onestop/hooks/appliance/disk"
	"onestop/hooks/appliance/refusal"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/idcode"
)

const (
	setupPage   = "setup.html"
	setupSecret = 32                // characters
	setupHeader = "X-Onestop-Setup" // carries the secret; addresses are logged and remembered
	unnamed     = "一门办 Onestop"     // the name of a house that nobody has set up
	officeKind  = "service_centre"  // the first department is the office that runs the house
	linkEnding  = ".setup"          // of the file beside the data that holds the way to the page
)

// firstStart is a house without an administrator. Whoever sits at the machine and holds the
// secret that this process printed sets it up, once; nobody else ever comes near it.
type firstStart struct {
	settling sync.Mutex // one at a time
	mu       sync.Mutex
	secret   string // "" while the house is not served, and once it is set up
}

// beginSetup draws the secret of a house that nobody has set up and answers the way to the
// page; "" where the house has an administrator already.
func (h *Hall) beginSetup(site string) (string, error) {
	link := h.setupLink()
	if err := os.Remove(link); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	manned, err := h.manned()
	if err != nil || manned || h.demo {
		return "", err
	}
	h.first.mu.Lock()
	h.first.secret = security.RandomString(setupSecret)
	address := site + "/" + setupPage + "#" + h.first.secret // behind the #, which no log sees
	h.first.mu.Unlock()
	return address, disk.WriteFile(link, []byte(address+"\n"))
}

// setupLink is the file in which the way to the page lies for whoever may read the data,
// so that the installer of a service can open it.
func (h *Hall) setupLink() string {
	return strings.TrimRight(filepath.Clean(h.app.DataDir()), string(filepath.Separator)) + linkEnding
}

// manned tells whether the house has an administrator.
func (h *Hall) manned() (bool, error) {
	n, err := h.app.CountRecords(core.CollectionNameSuperusers)
	return n > 0, err
}

// settingUp tells whether a request comes from this very machine to a house that is not set
// up: straight, by an address of this machine, and not by way of a proxy, which would make
// everybody look as if they sat here.
func (h *Hall) settingUp(e *core.RequestEvent) bool {
	h.first.mu.Lock()
	open := h.first.secret != ""
	h.first.mu.Unlock()
	if !open || !loopbackAddress(e.Request.RemoteAddr) || !h.straight(e.Request) {
		return false
	}
	manned, err := h.manned() // made on the console of another process, for example
	return err == nil && !manned
}

// mayBeSetUp is settingUp for who also holds the secret.
func (h *Hall) mayBeSetUp(e *core.RequestEvent) bool {
	h.first.mu.Lock()
	secret := h.first.secret
	h.first.mu.Unlock()
	return subtle.ConstantTimeCompare([]byte(e.Request.Header.Get(setupHeader)), []byte(secret)) == 1 && h.settingUp(e)
}

// loopbackHost tells whether the host that a browser asked for is this machine: a page of
// another site cannot have it ask so.
func loopbackHost(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	return name == "localhost" || isLoopback(strings.Trim(name, "[]"))
}

// setupForm is what the page asks for.
type setupForm struct {
	Office     string   `json:"office"`
	OfficeEn   string   `json:"office_en"`
	OfficeCode string   `json:"office_code"` // unified social credit code
	RegionCode string   `json:"region_code"`
	Region     string   `json:"region"`
	RegionEn   string   `json:"region_en"`
	Email      string   `json:"email"`
	Password   string   `json:"password"`
	Disk       string   `json:"disk"`  // "" names none yet
	Names      []string `json:"names"` // of the machine, beside its own
}

// checked tidies the form, or refuses everything that is wrong in it at once.
func (f *setupForm) checked() (idcode.Region, error) {
	wrong := refusals{}
	note := func(field string, err error) {
		var said *fault.Fault
		if errors.As(err, &said) {
			wrong[field] = said
		}
	}
	for field, text := range map[string]*string{"office": &f.Office, "office_en": &f.OfficeEn, "region": &f.Region, "region_en": &f.RegionEn, "email": &f.Email, "disk": &f.Disk} {
		*text = strings.TrimSpace(*text)
		switch required := field == "office" || field == "region" || field == "email"; {
		case required && *text == "":
			note(field, fault.New(fault.FormIncomplete, "", "Fill this in."))
		case damaged(*text) || len([]rune(*text)) > 100:
			note(field, fault.New(fault.TextInvalid, "", "At most 100 signs that can be printed."))
		}
	}
	region, err := idcode.RegionCode(f.RegionCode)
	note("region_code", err)
	code, err := idcode.CreditCode(f.OfficeCode)
	note("office_code", err)
	f.OfficeCode = code
	if f.Password == "" {
		note("password", fault.New(fault.FormIncomplete, "", "Fill this in."))
	}
	if names, err := cert.CheckNames(f.Names); err != nil {
		note("names", saidInvalid(err))
	} else {
		f.Names = names
	}
	if len(wrong) > 0 {
		return region, wrong
	}
	return region, nil
}

// saidInvalid is a value that the machine refuses, in its own sentences.
func saidInvalid(err error) error {
	return fault.New(fault.ValueInvalid, "", "%s", refusal.Of(err).EN).With("said", bothWords(err))
}

// setUp writes the office, its region and the administrator, names the disk of the backups
// and the names of the machine: all of it or, where anything is refused, nothing. It
// answers the recovery phrase, "" where no disk was named.
func (h *Hall) setUp(f setupForm) (phrase string, err error) {
	region, err := f.checked()
	if err != nil {
		return "", err
	}
	err = h.as(h.app, system, func(tx core.App) error {
		if err := furnishOffice(tx, f, region); err != nil {
			return err
		}
		if err := makeAdministrator(tx, f); err != nil {
			return err
		}
		// Nothing takes back what follows, so it comes last, and first what may be refused. A
		// disk that is named already is named by the next try as well, with the same phrase.
		if _, err := h.certificates.Open(); err != nil {
			return applianceFault("names", err)
		}
		if f.Disk != "" {
			if phrase, err = h.aimFirst(f.Disk); err != nil {
				return applianceFault("disk", err)
			}
		}
		if _, err := h.certificates.Rename(f.Names); err != nil {
			return applianceFault("names", err)
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	return phrase, h.app.ReloadSettings()
}

// furnishOffice gives the house its name, its region and its first department.
func furnishOffice(tx core.App, f setupForm, region idcode.Region) error {
	row, err := findOrNew(tx, "regions", region.Code)
	if err != nil {
		return err
	}
	row.Load(map[string]any{"name": f.Region, "name_en": f.RegionEn, "level": region.Level})
	if err := tx.Save(row); err != nil {
		return renamed(err, map[string]string{"name": "region", "name_en": "region_en", "code": "region_code"})
	}
	office, err := findOrNew(tx, "departments", f.OfficeCode)
	if err != nil {
		return err
	}
	office.Load(map[string]any{"name": f.Office, "name_en": f.OfficeEn, "region": row.Id, "kind": officeKind, "active": true})
	if err := tx.Save(office); err != nil {
		return renamed(err, map[string]string{"name": "office", "name_en": "office_en", "code": "office_code"})
	}
	settings, err := tx.Settings().Clone()
	if err != nil {
		return err
	}
	settings.Meta.AppName = f.Office
	return tx.Save(settings)
}

// findOrNew is the row of a code, which a catalogue may have brought before.
func findOrNew(tx core.App, collection, code string) (*core.Record, error) {
	row, err := findOne(tx, collection, "code", code)
	if err == nil && row == nil {
		row, err = newRecord(tx, collection, map[string]any{"code": code})
	}
	return row, err
}

func makeAdministrator(tx core.App, f setupForm) error {
	row, err := newRecord(tx, core.CollectionNameSuperusers, nil)
	if err != nil {
		return err
	}
	row.SetEmail(f.Email)
	row.SetPassword(f.Password)
	return renamed(tx.Save(row), nil)
}

// aimFirst names the disk and answers the recovery phrase, also of a try before this one
// that was cut off.
func (h *Hall) aimFirst(target string) (string, error) {
	phrase, err := h.backups.Aim(target, true)
	if err == nil && phrase == "" {
		return h.backups.Phrase()
	}
	return phrase, err
}

// renamed says what a row was refused for at the field of the form.
func renamed(err error, names map[string]string) error {
	var wrong validation.Errors
	var named refusals
	if err == nil || errors.As(err, &named) || !errors.As(err, &wrong) {
		return err
	}
	at := validation.Errors{}
	for field, e := range wrong {
		if name := names[field]; name != "" {
			field = name
		}
		at[field] = e
	}
	return router.NewBadRequestError("", at)
}

// endSetup closes the way in for good.
func (h *Hall) endSetup() {
	h.first.mu.Lock()
	h.first.secret = ""
	h.first.mu.Unlock()
	if err := os.Remove(h.setupLink()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		h.app.Logger().Warn("The way to the page of the first start stays behind.", "error", err)
	}
}

// office is what the office calls itself, in Chinese and English; "" until it is set up.
func (h *Hall) office() (zh, en string) {
	zh = h.app.Settings().Meta.AppName
	if zh == unnamed || h.demo {
		return "", ""
	}
	if row, err := findOne(h.app, "departments", "name", zh); err == nil && row != nil {
		en = row.GetString("name_en")
	}
	return zh, en
}

// announceSetup tells on the console how to set up a house that nobody has set up.
func (h *Hall) announceSetup(out io.Writer, door entrance) (string, error) {
	site, ok := door.here()
	if !ok || h.connections.Fronted() {
		return "", h.sayNoWayIn(out)
	}
	address, err := h.beginSetup(site)
	if err == nil && address != "" {
		sayFirstStart(out, address)
	}
	return address, err
}

// sayNoWayIn tells how to go on where the page of the first start cannot be reached, because
// the house does not listen where a browser of this machine comes straight from.
func (h *Hall) sayNoWayIn(out io.Writer) error {
	manned, err := h.manned()
	if err != nil || manned || h.demo {
		return err
	}
	_, err = fmt.Fprintln(out, "\n"+refusal.Refusal{
		EN: "Nobody has set this house up, and the page of the first start opens only on this machine, straight and not by a proxy. Stop it and start it once with --http 0.0.0.0:8090, or with the default address, and without this machine in ONESTOP_PROXIES.",
		ZH: "本系统尚未设置。首次设置页面只能在本机直接打开，不能经过代理。请先停止，再用 --http 0.0.0.0:8090 或默认地址启动一次，且 ONESTOP_PROXIES 中不含本机。",
	}.Error()+"\n")
	return err
}

func sayFirstStart(out io.Writer, address string) {
	fmt.Fprintf(out, "\n首次使用：请在这台电脑的浏览器中打开（网址只能用一次，不要告诉别人）\nFirst start: open in the browser of this machine (good for once, for you alone)\n\n    %s\n\n", address)
}
