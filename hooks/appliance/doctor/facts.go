package doctor

import (
	"time"

	"onestop/hooks/appliance/backup"
	"onestop/hooks/appliance/probe"
	"onestop/hooks/appliance/refusal"
	"onestop/hooks/appliance/replica"
)

// Facts are what is known of a house and its machine. What is nil is not known, because
// nobody looked this time or there is nothing of the kind.
type Facts struct {
	Now      time.Time // by the clock of the machine
	Training bool      // the example county: known passwords and no backups are as they should be
	Served   bool      // the service itself looks
	House    House     // whether there is a house in the folder at all
	Missed   []Missed  // what failed while it was looked at

	Folder      *Folder
	Database    *Database
	Kept        *Kept // nil: no side file was read
	Trail       *Trail
	Queue       *QueueRead // nil: nobody compared the work lists yet
	Files       *Files
	Orphans     *Orphans
	Storage     *Storage // nil: the files are on the disk
	Room        *Room
	Backup      *backup.Status
	Replica     *replica.Status   // nil: the database is not replicated
	Standby     *replica.Followed // of a folder that follows
	Trial       *replica.Trial    // nil: the replica was not tried yet
	Clock       *Clock
	Certificate *Certificate
	Door        *Door
	Schema      *Schema
	Settings    *Settings
	Accounts    *Accounts
	Machine     *Machine
	Platform    string     // the version of PocketBase
	Leftovers   []Leftover // nil: nobody looked
	Work        *Work
}

// House says what is in a folder.
type House string

// The states of a folder.
const (
	InUse   House = ""        // a house
	Fresh   House = "fresh"   // one that never served
	New     House = "new"     // one that nobody has set up yet
	Absent  House = "absent"  // none
	Follows House = "standby" // none yet: the replica of another machine is followed
)

// Missed is something that could not be looked at.
type Missed struct {
	What   string // the group of facts
	EN, ZH string
	Why    string // of the machine
}

// Folder is the data folder.
type Folder struct {
	Path   string
	Refuse *probe.Finding // why nothing can be written
	Fsync  time.Duration  // that a page took to reach the disk
	Place  probe.Place
	Unfit  *probe.Finding // why a database must not lie there
	Modes  bool           // whether rights are known
	Open   []string       // files and folders that other users of the machine may read
	Held   bool           // somebody holds the lock
}

// Exam is the result of one look at the pages of the database.
type Exam struct {
	At      time.Time `json:"at"`
	Verdict string    `json:"verdict"` // "ok", or what is wrong
	// Damage says what is wrong and what to do.
	Damage refusal.Refusal `json:"damage,omitzero"`
}

// Database is how its pages stood when they were last looked at.
type Database struct{ Quick, Full *Exam }

// Kept compares what was acknowledged, by the witness beside the database, with what is in it.
type Kept struct {
	Lost    bool
	Entries int64 // of the trail that are missing; 0 where the trail is another one
	Cases   int   // that they touched
	From    time.Time
}

// Trail is how the chain of changes stood when it was last verified.
type Trail struct {
	At     time.Time
	Rows   int64
	Broken string    // why it does not hold
	Anchor time.Time // when its head was last kept outside the database
}

// Files are the digests of stored files, read in turn.
type Files struct {
	Since   time.Time // the oldest of the readings
	Total   int       // files that have a digest
	Checked int       // of them, read within the last round
	Bad     []string  // documents whose file is missing or is not the one that was taken in
}

// Orphans are files that no record names.
type Orphans struct {
	At      time.Time
	Removed int
	Problem string
}

// Room is that on the disk of the data.
type Room struct {
	probe.Room
	Data  int64         // bytes of the house
	Grown int64         // bytes in Over
	Over  time.Duration // how long the growth is known; 0: not yet
}

// Clock is the time of the machine against other times.
type Clock struct {
	Stored time.Time      // the newest time that something was stored at
	Leapt  *probe.Finding // what the service itself holds against the clock, by the time for which it has run
	Built  time.Time      // when the program was made; zero: not known
	Peer   string         // the server that is asked for its time, "" where none is set
	PeerAt time.Time      // what it said
	Asked  time.Time      // when it was asked, by the machine
	Zone   string
	Offset int // seconds east of Greenwich
}

// Certificate is that of the HTTPS door.
type Certificate struct {
	Until time.Time
}

// Door is the address that the service listens on.
type Door struct {
	Address  string
	TLS      bool
	Loopback bool
	Taken    []string // ports that another program holds, while the service is stopped
}

// Schema is what the collections allow, against what the migrations shipped.
type Schema struct {
	Unprotected []string // file fields that everybody may fetch and should not
	Changed     []string // collections whose rules are not those that were shipped
}

// Settings are those that defend the house.
type Settings struct {
	RateLimits   bool
	Rules        int // of the limits
	Batch        bool
	BatchMost    int
	BatchSeconds int64
	Dev          bool
	AdminFrom    []string // addresses that administrators may come from
	Name         string   // of the house
	Address      string   // of the house, as it stands in mails and QR codes
}

// Accounts are those whose loss would be worst.
type Accounts struct {
	Administrators int
	TOTP           bool     // whether second factors are known at all
	WithoutTOTP    int      // administrators and officers who must have one and have none
	Tried          bool     // whether passwords were tried
	Weak           []string // ids of those whose password everybody knows
}

// Machine is what the house runs on.
type Machine struct {
	System    string    // as Go calls it
	Updated   time.Time // when the system was last updated; zero: unknown
	Memory    uint64    // bytes that the house may use: of the machine, or its limit
	Available uint64    // bytes free now; 0: unknown
	OpenFiles uint64    // the limit; 0: unknown
}

// Leftover is something that has lain about for too long and may hold personal data.
type Leftover struct {
	Path  string
	Bytes int64
}

// Work is what the house does by itself.
type Work struct {
	Queued  int       // letters that wait
	Oldest  time.Time // since when the first of them does
	Failed  int       // letters of the last seven days that nobody got
	Years   []int     // of the calendar
	Jobs    time.Time // when the due jobs last ran to their end; zero: never since the start
	Started time.Time // of the service
	Stopped string    // what the due jobs failed with, the last time
}
