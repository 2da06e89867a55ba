package hooks

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/pocketbase/pocketbase/tools/router"
	"github.com/spf13/pflag"

	"onestop/hooks/appliance"
	"onestop/hooks/appliance/refusal"
	"onestop/hooks/appliance/replica"
	"onestop/hooks/rules/fault"
)

const (
	serveName   = "serve"
	replicaFlag = "replica"
)

// replicaFlags are what a start says of the replica of its database.
type replicaFlags struct {
	address        string
	confirm, yield bool
	given          func() bool // whether the command line names the replica at all
}

func (f *replicaFlags) flags(set *pflag.FlagSet) {
	f.given = func() bool { return set.Changed(replicaFlag) }
	set.StringVar(&f.address, replicaFlag, "", "keep a second copy of the database there as it changes, such as file:///mnt/other/replica (an empty folder of another disk or machine) or s3://BUCKET/PREFIX?endpoint=URL")
	set.BoolVar(&f.confirm, "confirm", false, "with --replica: acknowledge an act only when it is in the replica")
	set.BoolVar(&f.yield, "yield", false, "with --replica: take no acts while the replica cannot be reached, so that standby --auto may take over; --confirm does so, too")
}

// whole refuses words that name no replica although they speak of one.
func (f *replicaFlags) whole() error {
	switch {
	case f.address != "":
		return nil
	case f.given != nil && f.given():
		return refusal.New("--replica names no place: is a variable empty?", "--replica 没有写出副本地址，请检查环境变量是否为空。")
	case f.confirm || f.yield:
		return refusal.New("--confirm and --yield need --replica.", "--confirm 和 --yield 需要同时给出 --replica。")
	}
	return nil
}

// replicaAsked tells whether the words after serve ask for a replica.
func replicaAsked(args []string) bool {
	return slices.ContainsFunc(args, func(a string) bool { return a == "--"+replicaFlag || strings.HasPrefix(a, "--"+replicaFlag+"=") })
}

// replication is a house whose database is replicated.
type replication struct {
	*replica.Primary
	reads  *dbx.DB // the trail
	yields bool    // takes no acts without its replica
}

// replicate has the house replicated from the moment when it is served. Nothing of it is
// there where nobody asks for it.
func (h *Hall) replicate(f replicaFlags) error {
	if err := f.whole(); err != nil {
		return err
	}
	if f.address == "" {
		return replica.Replicated(h.app.DataDir())
	}
	place, err := replica.Open(f.address)
	if err != nil {
		return err
	}
	h.app.OnServe().Bind(&hook.Handler[*core.ServeEvent]{Id: "onestopReplica", Priority: -900, Func: func(se *core.ServeEvent) error {
		if err := h.beginReplica(place, f); err != nil {
			return err
		}
		se.Router.Bind(
			&hook.Handler[*core.RequestEvent]{Id: "onestopReplicaAdmit", Priority: apis.DefaultBodyLimitMiddlewarePriority - 2, Func: h.admit},
			&hook.Handler[*core.RequestEvent]{Id: "onestopReplicaHold", Priority: 950, Func: h.hold},
		)
		return se.Next()
	}})
	// Inside the guard, which holds the folder, and after the databases are closed.
	h.app.OnTerminate().Bind(&hook.Handler[*core.TerminateEvent]{Id: "onestopReplica", Priority: -998, Func: func(e *core.TerminateEvent) error {
		err := e.Next()
		if h.replica != nil {
			err = errors.Join(err, h.replica.Close(), h.replica.reads.Close())
		}
		return err
	}})
	return nil
}

// beginReplica takes the lease and leaves the write-ahead log to the replica.
func (h *Hall) beginReplica(place *replica.Place, f replicaFlags) error {
	if err := appliance.PracticeReplica(h.app); err != nil {
		return err
	}
	dir := h.app.DataDir()
	db, err := appliance.ReadBeside(dir) // works when those of the platform are closed already, too
	if err != nil {
		return err
	}
	primary, err := replica.Begin(context.Background(), replica.Options{Place: place, Dir: dir, Owner: thisMachine(dir),
		Confirm: f.confirm, Yield: f.yield, Logger: h.app.Logger(), Say: func(r refusal.Refusal) { fmt.Fprintln(os.Stderr, r.Error()) },
		Head:   func() (appliance.Head, error) { return appliance.TrailEnd(db) },
		HashAt: func(seq int64) (string, error) { return appliance.HashAt(db, seq) }})
	if err != nil {
		return errors.Join(err, db.Close())
	}
	h.replica = &replication{primary, db, f.confirm || f.yield}
	appliance.AskBeforeSweeping(h.app, primary.Holds)
	stop := func(e *core.ModelEvent) error {
		if errors.Is(primary.Admit(), replica.ErrFenced) && e.Model.TableName() != core.LogsTableName {
			return fenced()
		}
		return e.Next()
	}
	for _, on := range []*hook.TaggedHook[*core.ModelEvent]{h.app.OnModelCreate(), h.app.OnModelUpdate(), h.app.OnModelDelete()} {
		on.Bind(&hook.Handler[*core.ModelEvent]{Id: "onestopFenced", Priority: -9999, Func: stop})
	}
	return nil
}

// takenOver refuses what is to be made of a house from which another machine has taken over: a backup
// of it would be older than what is served there, and look like the newest.
func (h *Hall) takenOver(ctx context.Context) error {
	var stands *replica.Status
	if h.replica != nil {
		now := h.replica.Status()
		stands = &now
	} else {
		var err error
		if stands, err = replica.Look(ctx, h.app.DataDir()); err != nil {
			return err
		}
	}
	if stands == nil || stands.Fenced == "" { // also where the place cannot be seen: a backup too many harms less than one too few
		return nil
	}
	return refusal.New("Another machine has taken over from this one (%[1]s), and the newest cases are there: a backup of this folder would look like the newest and lack them. Back up there.",
		"本机已被另一台接替（%[1]s），最新的业务在那里：这里的备份看似最新，却缺少这些业务。请在那台机器上备份。", stands.Fenced)
}

// thisMachine names this machine and folder for people.
func thisMachine(dir string) string {
	name, err := os.Hostname()
	if whole, absErr := filepath.Abs(dir); absErr == nil {
		dir = whole
	}
	if err != nil {
		return dir
	}
	return name + " " + dir
}

// ofMachine are the doors through which somebody sees to the machine while its replica is away: they
// store nothing of the house, but that an administrator signed in.
var ofMachine = []string{"/api/realtime", "/api/onestop/appliance/doctor", "/api/onestop/appliance/backup", "/api/onestop/appliance/drill",
	"/api/collections/" + core.CollectionNameSuperusers + "/auth-with-password", "/api/collections/" + core.CollectionNameSuperusers + "/auth-refresh"}

// mayStore tells a request that may store something of the house.
func mayStore(r *http.Request) bool { return isWrite(r) && !slices.Contains(ofMachine, r.URL.Path) }

// admit refuses what cannot be stored, before its body is read. What was under way when another
// machine took over, and failed, is answered in the same way.
func (h *Hall) admit(e *core.RequestEvent) error {
	if !mayStore(e.Request) {
		return e.Next()
	}
	if err := replicaRefusal(h.replica.Admit()); err != nil {
		return err
	}
	err := e.Next()
	if err != nil && errors.Is(h.replica.Admit(), replica.ErrFenced) {
		return replicaRefusal(replica.ErrFenced)
	}
	return err
}

// hold keeps the answer to what was stored back until it may be acknowledged. It begins where
// the answer does, which is after the commit: nobody waits with the database in hand.
func (h *Hall) hold(e *core.RequestEvent) error {
	if !mayStore(e.Request) {
		return e.Next()
	}
	held := &heldAnswer{ResponseWriter: e.Response, confirm: func() error { return h.replica.Confirm(e.Request.Context()) }}
	e.Response = held
	return e.Next()
}

// heldAnswer asks before it sends the first of an answer that acknowledges something.
type heldAnswer struct {
	http.ResponseWriter
	confirm func() error
	begun   bool
	refused bool // something else was sent instead
}

// Unwrap lets the platform find what is below.
func (a *heldAnswer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

func (a *heldAnswer) begin(status int) {
	if a.begun {
		return
	}
	a.begun = true
	if status < http.StatusBadRequest {
		if err := replicaRefusal(a.confirm()); err != nil {
			a.refused = true
			a.refuse(err)
			return
		}
	}
	a.ResponseWriter.WriteHeader(status)
}

// WriteHeader sends the status, once it may be sent.
func (a *heldAnswer) WriteHeader(status int) { a.begin(status) }

// Write sends a part of the answer, once it may be sent.
func (a *heldAnswer) Write(part []byte) (int, error) {
	a.begin(http.StatusOK)
	if a.refused {
		return len(part), nil
	}
	return a.ResponseWriter.Write(part)
}

// FlushError sends what there is, once it may be sent.
func (a *heldAnswer) FlushError() error {
	a.begin(http.StatusOK)
	return http.NewResponseController(a.ResponseWriter).Flush()
}

// refuse sends a refusal in place of the answer.
func (a *heldAnswer) refuse(err *router.ApiError) {
	head := a.ResponseWriter.Header()
	for _, name := range []string{"Content-Length", "Content-Encoding", "Content-Disposition", "Set-Cookie", "Location", "ETag"} {
		head.Del(name)
	}
	head.Set("Content-Type", "application/json")
	a.ResponseWriter.WriteHeader(err.Status)
	_ = json.NewEncoder(a.ResponseWriter).Encode(err) // whoever hung up learns it by asking again
}

// replicaRefusal is the answer 503 to why nothing is acknowledged; nil where there is no reason.
func replicaRefusal(err error) *router.ApiError {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, replica.ErrFenced):
		return unacknowledged(fenced())
	case errors.Is(err, replica.ErrAway):
		return unacknowledged(fault.New(fault.ReplicaAway, "", "The second copy of the server cannot be written just now; nothing was stored. Try again in a few minutes."))
	}
	return unacknowledged(fault.New(fault.ReplicaBehind, "", "This is stored on the server, but its second copy has not confirmed it yet. Send it again in a moment; it is not done twice."))
}

func unacknowledged(f *fault.Fault) *router.ApiError {
	return router.NewApiError(http.StatusServiceUnavailable, f.Error(), validation.Errors{"act": f})
}

func fenced() *fault.Fault {
	return fault.New(fault.Fenced, "", "Another server has taken over from this one; nothing was stored. Open the page again, or tell the service centre.")
}

// replicated judges the replica. An asynchronous house goes on without its replica for a
// while; one that confirms does not, and one from which another has taken over never does.
func (l *checkup) replicated(r *replication) {
	if r == nil {
		return
	}
	s := r.Status()
	l.Replica = &replicaHealth{s.Tenure, s.Confirm, s.Behind, s.Fenced != "", s.Unheld}
	switch {
	case s.Fenced != "":
		l.ask("house_fenced", refusal.New("Another machine has taken over from this one; nothing is stored here any more. Stop the service and run onestop standby, or, where it was installed with --standby, restart it.", "本机已被另一台接替，不再保存任何内容。请停止服务并运行 onestop standby；以 --standby 安装为服务的，重启服务即可。"))
	case s.Unheld && (r.yields || s.Behind > replica.Late.Seconds()):
		l.ask("replica_away", replicaAway(s))
	case s.Unheld || s.Behind > replica.Soon.Seconds():
		l.warn("replica_behind", replicaAway(s))
	}
}

func replicaAway(s replica.Status) error {
	if s.Unheld && s.Behind < replica.Soon.Seconds() {
		return refusal.New("The place of the replica cannot be reached. The check-up in the dashboard says why, and so does onestop doctor; what is missing follows by itself once the same place can be reached again.",
			"副本位置无法访问。原因见后台“体检”页，或运行 onestop doctor；原来的位置恢复后会自动补齐。")
	}
	return refusal.New("The replica has not been written for %.0[1]f seconds. The check-up in the dashboard says why, and so does onestop doctor; what is missing follows by itself once the same place can be reached again.",
		"副本已有 %.0[1]f 秒没有更新。原因见后台“体检”页，或运行 onestop doctor；原来的位置恢复后会自动补齐。", s.Behind)
}
