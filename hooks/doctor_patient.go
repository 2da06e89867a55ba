package hooks

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/tools/types"
	"golang.org/x/crypto/bcrypt"

	"onestop/hooks/appliance"
	"onestop/hooks/appliance/disk"
	"onestop/hooks/appliance/doctor"
	"onestop/hooks/appliance/probe"
	"onestop/hooks/appliance/replica"
	"onestop/hooks/appliance/store"
)

// patient is a data folder that is being looked over, by the service or beside it.
type patient struct {
	hall       *Hall
	dir        string
	memory     *doctor.Memory
	now        time.Time
	served     bool
	training   bool
	address    string  // that the folder would be served on, for the console
	db         *dbx.DB // reads only; nil where there is none
	overlooked bool    // everything was looked over
	known      doctor.Facts
}

func (h *Hall) patient(memory *doctor.Memory, now time.Time, served bool) *patient {
	p := &patient{hall: h, dir: h.app.DataDir(), memory: memory, now: now, served: served}
	p.training = h.demo || h.trained != nil && h.trained(p.dir)
	if _, err := os.Stat(p.database()); err != nil {
		p.known.House = doctor.Absent
		p.known.Standby, err = replica.LookFollowed(p.dir)
		p.known.Miss("standby", "The standby", "备机", err)
		if p.known.Standby != nil {
			p.known.House = doctor.Follows
		}
		return p
	}
	var err error
	p.db, err = probe.OpenReadOnly(p.database())
	p.known.Miss("database", "The database", "数据库", err)
	if err == nil && !p.settled() {
		p.known.House = doctor.Fresh
	}
	return p
}

// settled tells whether the schema of the house is there. A database that cannot be read is
// said to be one of a house, because what is wrong with it is another question.
func (p *patient) settled() bool {
	var n int
	err := p.db.NewQuery("SELECT COUNT(*) FROM sqlite_schema WHERE name = 'audit'").Row(&n)
	return err != nil || n > 0
}

func (p *patient) database() string { return filepath.Join(p.dir, "data.db") }

func (p *patient) close() {
	if p.db != nil {
		_ = p.db.Close() // it only read
	}
}

// facts gathers what costs little and adds what is remembered.
func (p *patient) facts(ctx context.Context) doctor.Facts {
	f := p.known
	f.Now, f.Training, f.Served = p.now, p.training, p.served
	if _, err := os.Stat(p.dir); f.House == doctor.Absent && err != nil {
		return f // there is not even a folder
	}
	doctor.LookMachine(p.dir, &f)
	if f.Folder != nil && p.served {
		f.Folder.Held = p.held()
	}
	p.lookHouse(ctx, &f)
	if f.House != doctor.Follows { // what is remembered is of a house that another machine took over
		p.memory.Facts(&f)
		p.lookAnchor(&f)
	}
	if p.served {
		f.Miss("door", "The door of the service", "服务端口", p.lookDoor(ctx, &f))
	} else {
		p.lookPorts(&f)
	}
	if !p.training {
		f.Miss("peer", "The time of the other server", "对时服务器", p.lookPeer(ctx, &f))
	}
	if !p.served && f.House != doctor.Follows {
		f.Miss("replica", "The replica", "数据库副本", func() (err error) {
			f.Replica, err = replica.Look(ctx, p.dir)
			return err
		}())
	}
	if p.served {
		p.lookPace(f.Clock)
		if r := p.hall.replica; r != nil {
			s := r.Status()
			f.Replica = &s
		}
	}
	return f
}

// lookPace asks whether the clock leapt in service. One that another server confirms was set
// right, or the machine stood still: the house goes on by it.
func (p *patient) lookPace(c *doctor.Clock) {
	if c.Leapt = probe.Of(appliance.Clock(p.hall.app)); c.Leapt != nil && c.PeerAgrees() {
		appliance.TrustClock(p.hall.app)
		c.Leapt = nil
	}
}

// held tells whether the lock of the folder is taken: whoever gets it gives it back.
func (p *patient) held() bool {
	lock, err := appliance.Lock(p.dir)
	if err != nil {
		return true
	}
	_ = lock.Close()
	return false
}

// elsewhere says that the house that is served has its files elsewhere than its service names.
func (p *patient) elsewhere() error {
	if !p.served {
		return nil
	}
	return store.Elsewhere(p.hall.app, p.hall.storage)
}

// lookHouse gathers what stands in the database.
func (p *patient) lookHouse(ctx context.Context, f *doctor.Facts) {
	if f.House == doctor.Follows {
		return // the settings of its backups wait for the day when it serves
	}
	status, err := p.hall.backups.Status(ctx)
	f.Miss("backups", "The backups", "备份", err)
	if err == nil {
		f.Backup = &status
	}
	if p.db == nil || f.House != doctor.InUse {
		return
	}
	if files, err := store.Of(p.dir, p.db); err != nil {
		f.Miss("storage", "The storage of the files", "文件存储", err)
	} else {
		ctx, stop := context.WithTimeout(ctx, storagePatience)
		defer stop()
		f.Storage = doctor.LookStorage(ctx, files, p.elsewhere())
	}
	f.Schema, err = doctor.LookSchema(p.db)
	f.Miss("schema", "The schema", "数据结构", err)
	f.Settings, err = doctor.LookSettings(p.db)
	f.Miss("settings", "The settings", "设置", err)
	if f.Settings != nil {
		f.Settings.Dev = p.served && p.hall.app.IsDev()
	}
	f.Miss("accounts", "The accounts", "账户", p.lookAccounts(f))
	if f.Accounts != nil && f.Accounts.Administrators == 0 && f.Settings != nil && f.Settings.Name == unnamed && p.bare() {
		f.House = doctor.New
	}
	f.Miss("work", "The post and the calendar", "通知和工作日历", p.lookWork(f))
	f.Miss("kept", "What was acknowledged", "已确认的记录", p.lookKept(f))
	f.Miss("clock", "The newest record", "最近的记录", p.lookStored(f))
}

// bare tells whether nobody works in the house.
func (p *patient) bare() bool {
	var officers int
	err := p.db.Select("COUNT(*)").From("officers").Row(&officers)
	return err == nil && officers == 0
}

func (p *patient) lookAccounts(f *doctor.Facts) error {
	a := &doctor.Accounts{}
	if err := p.db.Select("COUNT(*)").From("_superusers").Row(&a.Administrators); err != nil {
		return err
	}
	var err error
	a.WithoutTOTP, a.TOTP, err = countWithoutSecondStep(p.db)
	f.Accounts = a
	return err
}

// failedFor is how long a letter that nobody got is told of.
const failedFor = 7 * 24 * time.Hour

func (p *patient) lookWork(f *doctor.Facts) error {
	w := &doctor.Work{}
	var oldest *string
	waiting := p.db.Select("COUNT(*)", "MIN(created)").From("notifications").Where(dbx.HashExp{"state": "queued"})
	failed := p.db.Select("COUNT(*)").From("notifications").Where(dbx.HashExp{"state": "failed"}).
		AndWhere(dbx.NewExp("updated > {:since}", dbx.Params{"since": dateTime(p.now.Add(-failedFor)).String()}))
	if err := errors.Join(waiting.Row(&w.Queued, &oldest), failed.Row(&w.Failed)); err != nil {
		return err
	}
	if oldest != nil {
		first, err := types.ParseDateTime(*oldest)
		if err != nil {
			return err
		}
		w.Oldest = first.Time()
	}
	var years []string
	if err := p.db.NewQuery("SELECT DISTINCT substr(date, 1, 4) FROM calendar").Column(&years); err != nil {
		return err
	}
	for _, year := range years {
		if n, err := strconv.Atoi(year); err == nil {
			w.Years = append(w.Years, n)
		}
	}
	if since := p.hall.practice.since.Load(); since != nil {
		w.Started = *since
	}
	if run := p.hall.practice.jobs.Load(); run != nil {
		w.Jobs, w.Stopped = run.whole, run.failed
	}
	f.Work = w
	return nil
}

// lookKept holds the trail against the witness of what was acknowledged.
func (p *patient) lookKept(f *doctor.Facts) error {
	last, loss, err := appliance.Missing(p.dir, p.db)
	if err != nil {
		return err
	}
	f.Clock.Stored, f.Kept = last, &doctor.Kept{}
	if loss != nil {
		f.Kept = &doctor.Kept{Lost: true, Entries: loss.Entries, Cases: loss.Cases, From: loss.From}
	}
	return nil
}

// lookStored reads the newest time in the trail, in which everything that happens stands.
func (p *patient) lookStored(f *doctor.Facts) error {
	var at []string
	if err := p.db.NewQuery("SELECT at FROM audit ORDER BY seq DESC LIMIT 1").Column(&at); err != nil || len(at) == 0 {
		return err
	}
	stored, err := types.ParseDateTime(at[0])
	if stored.Time().After(f.Clock.Stored) {
		f.Clock.Stored = stored.Time()
	}
	return err
}

// lookAnchor reads when the head of the trail was last kept outside the database.
func (p *patient) lookAnchor(f *doctor.Facts) {
	kept, err := anchors(p.dir)
	f.Miss("heads", "The kept heads of the trail", "操作日志链首", err)
	if f.Trail == nil || len(kept) == 0 {
		return
	}
	day, err := ParseChinaTime(kept[len(kept)-1].Date + "T00:00")
	f.Miss("heads", "The kept heads of the trail", "操作日志链首", err)
	f.Trail.Anchor = day
}

// lookDoor knocks at the own door to see whether it speaks https, and by what certificate.
func (p *patient) lookDoor(ctx context.Context, f *doctor.Facts) error {
	address := p.hall.practice.door.Load()
	if address == nil || *address == "" {
		return nil
	}
	host, port, err := net.SplitHostPort(*address)
	if err != nil {
		return err
	}
	ip := net.ParseIP(host)
	f.Door = &doctor.Door{Address: *address, Loopback: host == "localhost" || ip != nil && ip.IsLoopback()}
	if host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	dialer := tls.Dialer{Config: &tls.Config{ServerName: houseName(f.Settings), InsecureSkipVerify: true}} //nolint:gosec // it looks at the certificate and says nothing
	conn, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(host, port))
	if _, plain := errors.AsType[tls.RecordHeaderError](err); plain {
		return nil
	}
	if err != nil {
		return fmt.Errorf("https at the own door: %w", err)
	}
	defer conn.Close()
	f.Door.TLS = true
	if shown := conn.(*tls.Conn).ConnectionState().PeerCertificates; len(shown) > 0 {
		f.Certificate = &doctor.Certificate{Until: shown[0].NotAfter}
	}
	return nil
}

// lookPorts tries, where nobody serves the folder, whether the address that it would be
// served on is free. One that this user may not listen on is another question.
func (p *patient) lookPorts(f *doctor.Facts) {
	if p.address == "" || f.House == doctor.Follows || p.inUse() { // a standby serves by its own words, on addresses that nobody knows here
		return
	}
	f.Door = &doctor.Door{Address: p.address}
	listener, err := net.Listen("tcp", p.address)
	switch {
	case err == nil:
		_ = listener.Close()
	case errors.Is(err, fs.ErrPermission):
		f.Door = nil
	default:
		f.Door.Taken = []string{p.address}
	}
}

// inUse tells whether a process serves the folder, without taking its lock.
func (p *patient) inUse() bool {
	used, err := disk.InUse(filepath.Join(p.dir, ".lock"))
	return err != nil || used
}

// houseName is the name in the address of the house, by which people come.
func houseName(s *doctor.Settings) string {
	if s == nil {
		return ""
	}
	_, rest, _ := strings.Cut(s.Address, "://")
	name, _, _ := strings.Cut(rest, "/")
	if host, _, err := net.SplitHostPort(name); err == nil {
		return host
	}
	return name
}

// lookPeer asks the server that an administrator named for its time.
func (p *patient) lookPeer(ctx context.Context, f *doctor.Facts) error {
	alarms, err := doctor.ReadAlarms(p.dir)
	if err != nil || alarms.Peer == "" {
		return err
	}
	client := &http.Client{Transport: &http.Transport{DialContext: (&net.Dialer{Control: refuseHosts(false)}).DialContext, DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	f.Clock.Peer = alarms.Peer
	f.Clock.PeerAt, f.Clock.Asked, err = doctor.AskPeer(ctx, client, alarms.Peer, time.Now)
	return err
}

// triedFirst are the passwords that whoever wants to get in tries first.
var triedFirst = []string{"onestop-demo-2026", "12345678", "123456789", "1234567890", "password", "admin123", "11111111", "88888888", "qwertyuiop"}

// tryPasswords notes the accounts of administrators and officers that one of those opens.
// What was tried once is not tried again until the password changes.
func (p *patient) tryPasswords(ctx context.Context) error {
	var rows []struct {
		ID       string `db:"id"`
		Password string `db:"password"`
	}
	err := p.db.NewQuery("SELECT id, password FROM _superusers UNION ALL SELECT id, password FROM officers WHERE active = TRUE").All(&rows)
	if err != nil {
		return err
	}
	weak := []string{}
	for _, r := range rows {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if p.opens(r.Password) {
			weak = append(weak, r.ID)
		}
	}
	p.memory.Guessed = &doctor.Guessed{At: p.now, Weak: weak}
	return nil
}

func (p *patient) opens(digest string) bool {
	if known, ok := p.hall.practice.judged.Load(digest); ok {
		return known.(bool)
	}
	opened := false
	for _, word := range triedFirst {
		opened = opened || bcrypt.CompareHashAndPassword([]byte(digest), []byte(word)) == nil
	}
	p.hall.practice.judged.Store(digest, opened)
	return opened
}
